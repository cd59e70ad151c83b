import { manifest } from '../house/subpaths';
import { textOf } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';
import { fences } from './support/page';

// The configurations of docs/vet.md, pasted into an empty folder: ESLint of both majors, and oxlint.

const page = textOf('docs/vet.md');
const mistake =
  "import { withTimeout } from 'mdctx';\nconst [ctx] = withTimeout(5);\nconsole.log(String(ctx));\n";

describe.each([
  ['10', manifest.devDependencies.eslint],
  ['9', manifest.devDependencies.eslint9],
])('the configuration of docs/vet.md, with ESLint %s', (_, eslint) => {
  const folder = new Folder();

  it('tells of a cancel function that is lost', async () => {
    const [config = ''] = fences(page, 'js');
    const dependencies = { mdctx: `file:${tarball()}`, eslint: eslint?.replace(/^npm:eslint@/, '') };
    folder.write('package.json', { name: 'user', private: true, type: 'module', dependencies });
    folder.write('eslint.config.mjs', config);
    folder.write('mistake.js', mistake);
    await folder.run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
    await expect(folder.run('npx', 'eslint', 'mistake.js')).rejects.toThrow('mdctx/no-lost-cancel');
    expect(await folder.run('npx', 'eslint', '--print-config', 'mistake.js')).toContain('mdctx');
  });
});

describe('the configuration of docs/vet.md, with oxlint', () => {
  const folder = new Folder();

  it('tells of a cancel function that is lost', async () => {
    const [config = ''] = fences(page, 'json');
    const dependencies = { mdctx: `file:${tarball()}`, oxlint: manifest.devDependencies.oxlint };
    folder.write('package.json', { name: 'user', private: true, type: 'module', dependencies });
    folder.write('.oxlintrc.json', config);
    folder.write('mistake.js', mistake);
    await folder.run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
    await expect(folder.run('npx', 'oxlint', 'mistake.js')).rejects.toThrow('mdctx(no-lost-cancel)');
  });
});
