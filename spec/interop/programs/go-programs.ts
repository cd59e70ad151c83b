import { execFile, spawn } from 'node:child_process';
import { goPrograms } from '../support/go-build';
import type { InteropServer } from './servers';

/** Starts grpc-go's own `interop/server` on a free port, which it tells in its log. */
export function goInteropServer(): Promise<InteropServer> {
  const env = { ...process.env, GRPC_GO_LOG_SEVERITY_LEVEL: 'info' };
  const child = spawn(goPrograms().server, ['--port=0'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk) => {
      log += chunk;
      const port = /interop server listening on \S*:(\d+)/.exec(log)?.[1];
      if (port !== undefined) resolve({ port: Number(port), stop: () => child.kill() });
    });
    child.on('error', reject);
    child.on('close', () => reject(new Error(`spec/interop: interop/server ended:\n${log}`)));
  });
}

/** Runs a test case of grpc-go's own `interop/client`. Rejects with what it printed if the case fails. */
export function goInteropClient(port: number, testCase: string): Promise<void> {
  const args = ['--server_host=127.0.0.1', `--server_port=${port}`, `--test_case=${testCase}`];
  return new Promise((resolve, reject) => {
    execFile(goPrograms().client, args, { timeout: 20_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`spec/interop: interop/client: ${testCase}:\n${stdout}${stderr}`));
      else resolve();
    });
  });
}
