import { type ChildProcess, fork } from 'node:child_process';

/** A process that runs a script, until that ends or it is killed. */
export interface Child {
  /** Returns the next thing that it tells. */
  told<T>(): Promise<T>;
  /** Returns the code with which it ends and what it printed. */
  ended(): Promise<{ code: number | null; stdout: string; stderr: string }>;
  signal(name: NodeJS.Signals): void;
  kill(): void;
}

const longest = 60_000; // ms; what is left of it then is a process that spins

/** Starts the script `path`, in TypeScript, in a process of its own. */
export function childOf(path: string, ...args: string[]): Child {
  const child: ChildProcess = fork(path, args, {
    execArgv: ['-r', 'ts-node/register'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, GRPC_TRACE: '', GRPC_VERBOSITY: '' },
    timeout: longest,
    killSignal: 'SIGKILL',
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (text) => {
      printed[name] += text;
    });
  }
  const end = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    told: () =>
      new Promise((resolve, reject) => {
        child.once('message', resolve);
        child.once('exit', (code) =>
          reject(new Error(`${path} ended with ${code} before it told: ${printed.stderr}`)),
        );
      }),
    ended: async () => ({ code: await end, ...printed }),
    signal: (name) => child.kill(name),
    kill: () => child.kill('SIGKILL'),
  };
}
