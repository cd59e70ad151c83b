import { join } from 'node:path';
import { type Engine, engineNames } from '../client/engines';
import type { Told } from '../service/command';
import { pathOf } from '../tools';
import { freePort } from './ports';
import { Program } from './program';

/** What a service is made with. */
export type Kind = Engine | 'bare' | 'cluster' | 'grpc-go' | 'grpclib';

const service = join(__dirname, '..', 'service');
const python = join(__dirname, '..', '..', '..', 'python', 'service.py'); // seen from .build/fleet/support

/** A service of the fleet: a process that can be ended, and started again on the port that it had. */
export class Service {
  readonly name: string;
  readonly kind: Kind;
  /** What its processes told of their calls. */
  readonly told: Told[] = [];
  private readonly notServingFor: number;
  private program: Program | undefined;
  private starts = 0;
  private at = 0;

  private constructor(kind: Kind, name: string, notServingFor: number) {
    this.kind = kind;
    this.name = name;
    this.notServingFor = notServingFor;
  }

  /** Starts a service on a free port. It says that it is not serving for `notServingFor` ms before it takes no more calls. */
  static async start(kind: Kind, name: string = kind, notServingFor = 0): Promise<Service> {
    const service = new Service(kind, name, notServingFor);
    await service.up();
    return service;
  }

  /** The name under which its present process answers. */
  get instance(): string {
    return `${this.name}.${this.starts}`;
  }

  get port(): number {
    return this.at;
  }

  /** Starts it, on the port that it had. */
  async up(): Promise<void> {
    this.starts++;
    this.at ||= await freePort();
    const program = this.spawn();
    program.each((line) => {
      if (isTold(line)) this.told.push(line);
    });
    this.program = program;
    this.at = await program.when(({ port }) => (typeof port === 'number' ? port : undefined));
  }

  /** Has it end in order, and returns how it ended. */
  async drain(): Promise<number | NodeJS.Signals> {
    this.process.signal('SIGTERM');
    return this.process.ended;
  }

  /** Has it begin to end, and returns when it has. */
  async beginDrain(): Promise<void> {
    this.process.signal('SIGTERM');
    await this.process.when(({ draining }) => (draining ? true : undefined));
  }

  /** From then on its work has no end. */
  async hold(): Promise<void> {
    await this.process.ask('hold');
  }

  /** Has its server end without any ado, which a process of Go's does when nobody writes to it any more. */
  stop(): void {
    if (this.kind === 'grpc-go') this.process.close();
    else void this.process.ask('stop');
  }

  /** Waits until so many of its workers listen. */
  async workers(many: number): Promise<void> {
    const ids = new Set<unknown>();
    await this.process.when(({ worker }) => (worker && ids.add(worker).size === many ? true : undefined));
  }

  async kill(): Promise<void> {
    await this.program?.kill();
  }

  /** Returns what it told, or will tell, of the call `id`. */
  async when<E extends Told['event']>(event: E, id: string): Promise<Extract<Told, { event: E }>> {
    return this.process.when((line) =>
      isTold(line) && isEvent(line, event) && line.id === id ? line : undefined,
    );
  }

  get process(): Program {
    if (this.program === undefined) throw new Error(`fleet: ${this.name} must be up`);
    return this.program;
  }

  private spawn(): Program {
    const { instance, kind, notServingFor } = this;
    const port = String(this.at);
    if (kind === 'grpc-go') return new Program(pathOf('fleet'), ['serve', instance, port]);
    if (kind === 'grpclib') return new Program(pathOf('python'), [python, instance, port]);
    const main = join(service, kind === 'cluster' ? 'cluster.js' : 'main.js');
    const args = [instance, kind, port, String(notServingFor)];
    return new Program(process.execPath, ['--expose-gc', main, ...args], { ipc: true });
  }
}

/** One service of each kind. */
export const kinds: readonly Kind[] = [...engineNames, 'grpc-go', 'grpclib'];

function isTold(line: object): line is Told {
  return 'event' in line;
}

function isEvent<E extends Told['event']>(told: Told, event: E): told is Extract<Told, { event: E }> {
  return told.event === event;
}
