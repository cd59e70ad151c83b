import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { exampleFolder } from './example-build';
import { goPrograms } from './go-build';
import { type ExampleName, examplesModule, type Side } from './go-examples';

/** In which language a program is written. */
export type Language = 'Go' | 'TypeScript';

/** What a program is started with. */
export interface Start {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that runs. */
export interface Running {
  /** Returns what it printed on either stream, once that satisfies `isEnough`, or it has ended. */
  printed(isEnough: (text: string) => boolean): Promise<string>;
  /** Returns what it printed, and the code with which it ended. */
  ended(): Promise<{ code: number | null; text: string }>;
  stop(): Promise<void>;
}

/** Starts one side of an example. */
export function startExample(language: Language, name: ExampleName, side: Side, start: Start): Running {
  const file = name === 'wait_for_ready' ? 'main.js' : `${side}.js`;
  const [command, first] =
    language === 'Go'
      ? [goPrograms().example(name, side), []]
      : [process.execPath, ['--no-warnings', join(exampleFolder(), name, file)]];
  const { data, routeGuide } = examplesModule();
  const env = { ...process.env, EXAMPLES_DATA: data, ROUTE_GUIDE_DB: routeGuide, ...start.env };
  return running(
    spawn(command, [...first, ...(start.args ?? [])], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

function running(child: ChildProcess): Running {
  let text = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      for (const look of waiting) look();
    });
  }
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    async printed(isEnough) {
      const enough = new Promise<void>((resolve) => {
        const look = () => {
          if (isEnough(text)) resolve();
        };
        waiting.add(look);
        look();
      });
      await Promise.race([enough, closed]);
      return text;
    },
    ended: async () => ({ code: await closed, text }),
    async stop() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

const [lowest, highest] = [20_000, 30_000]; // below those that the system gives to whoever asks for any
let next = lowest + (process.pid % (highest - lowest));

/** Returns a port that nobody listens on: the programs must be told one before they start. */
export async function freePort(): Promise<number> {
  for (;;) {
    next = next + 1 < highest ? next + 1 : lowest;
    const port = next;
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

/**
 * Returns when `server` listens on `port`: most of the programs do not tell.
 *
 * @throws Error with what it printed if it has ended.
 */
export async function listening(port: number, server: Running | undefined): Promise<void> {
  let end: string | undefined;
  void server?.ended().then(({ code, text }) => {
    end = `spec/interop: a server ended with ${code}:\n${text}`;
  });
  for (;;) {
    if (end !== undefined) throw new Error(end);
    const socket = connect(port, 'localhost');
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    await after(20);
  }
}
