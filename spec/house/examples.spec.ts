import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { node } from '../support/node';
import { filesUnder, root, textOf } from '../support/sources';

// An example says what it prints, below `// Output:` at its end, as a Go example does. It is run as a user runs it.

/** Returns what an example promises to print; `undefined` if it makes no promise. */
function promised(source: string): string | undefined {
  const output = /^\/\/ Output:\n((?:\/\/.*\n?)*)\s*(?![\s\S])/m.exec(source)?.[1];
  return output?.replaceAll(/^\/\/ ?/gm, '').trimEnd();
}

const examples = existsSync(join(root, 'spec/examples'))
  ? filesUnder('spec/examples', '.ts').filter((path) => path.split('/').length === 3)
  : [];

describe('house.promised()', () => {
  it('reads the comment at the end', () => {
    expect(promised('f();\n\n// Output:\n// a\n//\n//   b\n')).toBe('a\n\n  b');
  });

  it('finds nothing where there is no such comment', () => {
    expect(promised('f();\n// Output:\n// a\nf();\n')).toBeUndefined();
  });
});

describe('spec/examples', () => {
  for (const path of examples) {
    it.concurrent(`${path} prints what it says`, () => print(path), 30_000);
  }
});

async function print(path: string): Promise<void> {
  const { stdout } = await node(['-r', 'ts-node/register', path]);
  const lines = stdout.split('\n').map((line) => line.trimEnd());
  expect(lines.join('\n').trimEnd()).toBe(promised(textOf(path)));
}
