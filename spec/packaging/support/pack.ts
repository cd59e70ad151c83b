import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/sources';

/** Packs the package once, as `npm publish` would. Its specs find it by `tarball()`. Returns what removes it. */
export default function pack(): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mdctx-packed-')));
  const args = ['pack', '--json', '--pack-destination', folder];
  const told = execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, shell });
  const [{ filename }] = JSON.parse(told.slice(told.indexOf('[\n')));
  process.env.MDCTX_TARBALL = join(folder, filename);
  return () => rmSync(folder, { recursive: true, force: true });
}

const shell = process.platform === 'win32';

/** Returns the path of the packed package. */
export function tarball(): string {
  const path = process.env.MDCTX_TARBALL;
  if (path === undefined) throw new Error('spec: the package is packed by jest: npm run packaging');
  return path;
}
