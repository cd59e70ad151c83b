import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, output, toolchain } from './toolchain';

const source = join(__dirname, '..', 'python');

/** How the Python peer is started. */
export interface PythonPeer {
  readonly command: string;
  readonly args: string[];
}

/**
 * Returns how to start the Python peer, with its packages installed once for each state of requirements.txt.
 *
 * @throws Error if there is no Python, or one older than 3.10.
 */
export function pythonPeer(): PythonPeer {
  const version = toolchain('python3', ['--version'], '3.10');
  const requirements = join(source, 'requirements.txt');
  const state = createHash('sha256').update(version).update(readFileSync(requirements)).digest('hex');
  const folder = join(cacheFolder(), `python-${state.slice(0, 16)}`);
  const python = join(folder, 'bin', 'python');
  const ready = join(folder, 'ready'); // a venv knows its own path, so it is made in place
  if (!existsSync(ready)) {
    rmSync(folder, { recursive: true, force: true });
    output('environment of the Python peer', 'python3', ['-m', 'venv', folder]);
    const install = ['-m', 'pip', 'install', '--quiet', '--requirement', requirements];
    output('packages of the Python peer', python, install);
    writeFileSync(ready, '');
  }
  return { command: python, args: [join(source, 'peer.py')] };
}
