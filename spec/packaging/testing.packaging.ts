import { manifest } from '../house/subpaths';
import { filesUnder, textOf } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';
import { peersOfToday } from './support/peers';

// The tests of docs/recipes.md as a user of vitest writes them. Under jest they are specs of this project.

describe('the recipe for tests', () => {
  const folder = new Folder();

  it('runs under vitest', async () => {
    const dependencies = { mdctx: `file:${tarball()}`, ...manifest.dependencies, ...peersOfToday() };
    const devDependencies = { vitest: '3.2.4' };
    folder.write('package.json', { name: 'user', private: true, dependencies, devDependencies });
    await folder.run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
    for (const place of ['testing', 'gen', 'support']) {
      for (const path of filesUnder(`spec/examples/${place}`, '.ts')) {
        folder.write(path.replace('spec/examples/', ''), textOf(path).replace("'@jest/globals'", "'vitest'"));
      }
    }
    const told = await folder.run('npx', 'vitest', 'run', 'testing/hello.spec.ts', '--reporter=json');
    expect(JSON.parse(told.slice(told.indexOf('{')))).toMatchObject({ numPassedTests: 2, numFailedTests: 0 });
  });
});
