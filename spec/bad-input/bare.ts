import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** A process that runs a script of this folder, until it is killed. */
export interface Bare {
  /** Returns the next thing that it tells. */
  told<T>(): Promise<T>;
  /** Returns the code with which it ends and what it printed to stderr. */
  ended(): Promise<{ code: number | null; stderr: string }>;
  kill(): void;
}

const longest = 60_000; // ms; what is left of it then is a process that spins

/** Starts the script `name` of this folder, which does something with grpc-js alone, in a process of its own. */
export function bare(name: string, ...args: string[]): Bare {
  const child: ChildProcess = fork(join(__dirname, `${name}.ts`), args, {
    execArgv: ['-r', 'ts-node/register'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: longest,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  const end = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    told: () =>
      new Promise((resolve, reject) => {
        child.once('message', resolve);
        child.once('exit', (code) =>
          reject(new Error(`${name} ended with ${code} before it told: ${stderr}`)),
        );
      }),
    ended: async () => ({ code: await end, stderr }),
    kill: () => child.kill('SIGKILL'),
  };
}
