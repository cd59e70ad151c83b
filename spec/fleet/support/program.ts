import { type ChildProcess, spawn } from 'node:child_process';
import { after } from 'node:test';

/** How a program is started. */
interface Start {
  readonly env?: NodeJS.ProcessEnv;
  /** Whether it is a Node that takes messages. */
  readonly ipc?: boolean;
}

type Line = Readonly<Record<string, unknown>>;
type Listener = (line: Line) => void;

const running = new Set<ChildProcess>();
const killAll = () => {
  for (const child of running) child.kill('SIGKILL');
};
process.on('exit', killAll);
after(killAll); // what a test that failed has left would keep the suite from its end

/** A program that tells what it has to tell as JSON on its standard output, one thing a line. */
export class Program {
  /** All that it told so far. */
  readonly told: Line[] = [];
  /** Resolves with how it ended: its exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;
  private readonly listeners = new Set<Listener>();
  private readonly readers = new Set<() => void>();
  private readonly what: string;
  private errors = '';

  constructor(command: string, args: readonly string[], { env, ipc }: Start = {}) {
    this.what = [command, ...args].join(' ');
    const pipes = ['pipe', 'pipe', 'pipe'] as const;
    this.child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ipc ? [...pipes, 'ipc'] : [...pipes],
    });
    running.add(this.child);
    this.child.stdin?.on('error', () => {}); // it has ended, which `ended` tells
    this.child.stderr?.on('data', (text) => {
      this.errors = (this.errors + text).slice(-100_000);
      for (const look of [...this.readers]) look();
    });
    this.read();
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        running.delete(this.child);
        resolve(signal ?? code ?? -1);
      });
    });
  }

  /** What it wrote to its standard error, as far as it was not long ago. */
  get stderr(): string {
    return this.errors;
  }

  /** Returns the first line, of those that it told and will tell, of which `match` gives something: what it gives. */
  when<T>(match: (line: Line) => T | undefined): Promise<T> {
    for (const line of this.told) {
      const found = match(line);
      if (found !== undefined) return Promise.resolve(found);
    }
    return new Promise((resolve, reject) => {
      const listener: Listener = (line) => {
        const found = match(line);
        if (found === undefined) return;
        this.listeners.delete(listener);
        resolve(found);
      };
      this.listeners.add(listener);
      void this.ended.then((how) =>
        reject(new Error(`fleet: ${this.what} ended with ${how}: ${this.errors}`)),
      );
    });
  }

  /** Waits until it has written `text` to its standard error. */
  async said(text: string): Promise<void> {
    if (this.errors.includes(text)) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!this.errors.includes(text)) return;
        this.readers.delete(look);
        resolve();
      };
      this.readers.add(look);
    });
  }

  /** Has `listener` called with each line from now on. */
  each(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** Writes a line to its standard input. */
  write(value: object): void {
    this.child.stdin?.write(`${JSON.stringify(value)}\n`);
  }

  /** Sends a message to a Node, and returns its answer. One is asked at a time. */
  async ask(message: string): Promise<unknown> {
    const answered = new Promise((resolve) => this.child.once('message', resolve));
    this.child.send(message);
    return answered;
  }

  /** Ends its standard input. */
  close(): void {
    this.child.stdin?.end();
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends it, without any of its own ado. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private read(): void {
    let rest = '';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) this.take(text);
    });
  }

  private take(text: string): void {
    if (!text.startsWith('{')) return; // a word of a proxy's own
    const line: Line = JSON.parse(text);
    this.told.push(line);
    for (const listener of [...this.listeners]) listener(line);
  }
}
