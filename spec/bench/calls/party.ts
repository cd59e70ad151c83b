import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Counted } from './counter';
import type { Answer, Question, Window } from './question';
import type { Runtime, Shape, Variant } from './variant';

/** A client or a server in a process of its own. */
class Program {
  private readonly child: ChildProcess;
  readonly started: Promise<Answer>;

  constructor(script: string, args: readonly string[], flags: readonly string[]) {
    const execArgv = ['--expose-gc', ...flags];
    this.child = fork(join(__dirname, script), args, { execArgv });
    this.started = this.answer();
  }

  ask(question: Question): Promise<Answer> {
    const answer = this.answer();
    this.child.send(question);
    return answer;
  }

  private async answer(): Promise<Answer> {
    const controller = new AbortController();
    const { signal } = controller;
    const gone = once(this.child, 'exit', { signal }).then(([code]) => {
      throw new Error(`bench: a process of part 3 must answer: got exit code ${code}`);
    });
    gone.catch(() => {});
    const [answer] = await Promise.race([once(this.child, 'message', { signal }), gone]);
    controller.abort();
    return answer;
  }

  async end(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.disconnect();
    await gone;
  }
}

/** What one window of calls gave; the times are for 10,000 calls. */
export interface Figures extends Window {
  /** Seconds of processor time, of each of the two processes. */
  readonly client: number;
  readonly server: number;
}

/** What one call allocated or made on either side. */
export interface Counts {
  readonly client: number;
  readonly server: number;
}

const per = 10_000;

/** A client and a server of one runtime and one variant. */
export class Party {
  readonly client: Program;
  readonly server: Program;

  private constructor(client: Program, server: Program) {
    this.client = client;
    this.server = server;
  }

  /** Starts both. With `profiles`, a folder, each writes its processor profile there when it ends. */
  static async start(
    runtime: Runtime,
    variant: Variant,
    profiles?: string,
    nodeFlags: readonly string[] = [],
  ): Promise<Party> {
    const flags = (side: string) => {
      if (profiles === undefined) return nodeFlags;
      const name = `--cpu-prof-name=${runtime}-${variant}-${side}.cpuprofile`;
      return ['--cpu-prof', `--cpu-prof-dir=${profiles}`, name];
    };
    const server = new Program('server-process.js', [runtime, variant], flags('server'));
    const { port } = await server.started;
    const address = `127.0.0.1:${port}`;
    const client = new Program('client-process.js', [runtime, variant, address], flags('client'));
    await client.started;
    return new Party(client, server);
  }

  async window(shape: Shape, calls: number, concurrency: number): Promise<Figures> {
    const before = await this.server.ask({ ask: 'cpu' });
    const { window } = await this.client.ask({ ask: 'window', shape, calls, concurrency });
    const after = await this.server.ask({ ask: 'cpu' });
    if (window === undefined) throw new Error('bench: a client must answer with a window: got none');
    const { cpu, wall, p50, p99 } = window;
    const server = (after.cpu ?? 0) - (before.cpu ?? 0);
    const scale = per / calls;
    return {
      client: cpu * scale,
      server: server * scale,
      cpu: (cpu + server) * scale,
      wall: wall * scale,
      p50,
      p99,
    };
  }

  /** Returns what each of `calls` calls, one after the other, allocated or made on either side. */
  async counted(of: Counted, shape: Shape, calls: number): Promise<Counts> {
    await this.server.ask({ ask: 'count', of });
    await this.client.ask({ ask: 'count', of });
    await this.client.ask({ ask: 'window', shape, calls, concurrency: 1 });
    const client = (await this.client.ask({ ask: 'counted' })).counted;
    const server = (await this.server.ask({ ask: 'counted' })).counted;
    if (client === undefined || server === undefined) return this.counted(of, shape, Math.ceil(calls / 2));
    return { client: client / calls, server: server / calls };
  }

  async end(): Promise<void> {
    await this.client.end();
    await this.server.end();
  }
}
