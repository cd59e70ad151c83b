import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/**
 * Compiles the fleet into .build/, beside the built library as the package that it imports, so that a service starts fast and
 * what is built meanwhile does not get into it. Returns the folder of the compiled `spec/`.
 */
export function prepare(): string {
  const build = join(__dirname, '.build');
  rmSync(build, { recursive: true, force: true });
  const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', __dirname], { stdio: 'inherit' });
  if (status !== 0) throw new Error('fleet: the services must compile');
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(build, 'package.json'), JSON.stringify({ name, type: 'commonjs', exports }));
  cpSync(join(root, 'dist'), join(build, 'dist'), { recursive: true });
  return build;
}
