import { textAt } from '../house/fences';
import { textOf } from '../support/sources';
import { Folder } from './support/folder';
import { commands, fences, section } from './support/page';

// What README.md tells a newcomer to type and to paste, done to the letter in an empty folder.

const minutes = section('README.md', '## The first minutes');
const [intro = '', fromProto = ''] = minutes.split(/^### .*$/m);
const [example = ''] = fences(intro, 'ts');
const printed = 'hello Ada: red and blue, in time: true\n';

/** The example with other lines where it has its imports. */
function withImports(lines: string): string {
  return example.replace(/^(import .*\n)+/, lines);
}

describe('the first minutes of README.md', () => {
  const folder = new Folder();

  beforeAll(async () => {
    await folder.shell('npm init -y');
    for (const line of commands(intro)) await folder.shell(line);
  });

  it('show the example that the specs of the house run', () => {
    expect(example).toBe(textAt('spec/examples/first.ts'));
    expect(minutes).toContain(`\`${printed.trim()}\``);
  });

  it('run as first.mjs', async () => {
    folder.write('first.mjs', example);
    expect(await folder.node('first.mjs')).toBe(printed);
  });

  it('run as first.cjs', async () => {
    const [requires = ''] = fences(section('docs/quickstart.md', '## As CommonJS'), 'js');
    folder.write('first.cjs', withImports(requires));
    expect(await folder.node('first.cjs')).toBe(printed);
  });

  it.each(['first.ts', 'first.mts'])('run as %s', async (name) => {
    folder.write(name, example);
    expect(await folder.shell(`npx --yes tsx ${name}`)).toBe(printed);
  });

  it.each(['first.ts', 'first.mts'])('are sound TypeScript as %s', async (name) => {
    folder.write(name, example);
    await folder.shell('npm install --save-dev --no-audit --no-fund typescript @types/node');
    folder.write('tsconfig.json', {
      compilerOptions: {
        strict: true,
        module: 'nodenext',
        target: 'es2022',
        types: ['node'],
        noEmit: true,
        rootDir: '.',
      },
      files: [name],
    });
    expect(await folder.run('npx', 'tsc', '-p', '.')).toBe('');
  });
});

describe('the quickstart of README.md', () => {
  const folder = new Folder();
  const [proto = ''] = fences(fromProto, 'proto');
  const [, tsProto = ''] = /`(import \{[^`]* from '\.\/hops';)`/.exec(fromProto) ?? [];

  it('runs with ts-proto', async () => {
    await folder.shell('npm init -y');
    for (const line of commands(intro)) await folder.shell(line);
    folder.write('hops.proto', proto);
    const definition = /^\/\/ A service by hand[\s\S]*?^const Hops = .*\n/m;
    expect(example).toMatch(definition);
    folder.write(
      'first.ts',
      example.replace(definition, `${tsProto}\n`).replace(/^import .*node:v8.*\n/m, ''),
    );
    let last = '';
    for (const line of commands(fromProto)) last = await folder.shell(line);
    expect(last).toBe(printed);
  });
});

describe('docs/quickstart.md', () => {
  const folder = new Folder();
  const inGo = section('docs/quickstart.md', "## protobuf-es, in Go's shape");

  it('runs with protobuf-es', async () => {
    const [proto = ''] = fences(textOf('docs/quickstart.md'), 'proto');
    const [source = ''] = fences(inGo, 'ts');
    await folder.shell('npm init -y');
    folder.write('hops.proto', proto);
    folder.write('hops.ts', source);
    let last = '';
    for (const line of commands(inGo)) last = await folder.shell(line);
    expect(last).toBe("hello Ada: red and blue [ 'second' ]\nhello Ada: red and blue\n");
  });
});
