import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A party of a run reached `label`. */
export interface Signal {
  readonly event: 'signal';
  readonly run: string;
  readonly label: string;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A program that answers JSON requests, one on a line, and tells signals between them. */
export class LinePeer {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly pending = new Map<number, Pending>();
  private readonly gone: Promise<void>;
  private next = 1;
  private ended: Error | undefined; // once the program is gone
  /** Called with each signal of the program. */
  onSignal: (signal: Signal) => void = () => {};

  constructor(command: string, args: string[] = []) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.read(JSON.parse(line)));
    this.gone = new Promise((resolve) => {
      this.child.on('error', (error) => this.fail(error));
      this.child.on('close', (code) => {
        this.fail(new Error(`spec/interop: ${command} ended with ${code}`));
        resolve();
      });
    });
  }

  /** Returns the program's answer to `op`, which has the form that the program gives it. */
  ask<T>(op: string, args: unknown = {}): Promise<T> {
    if (this.ended) return Promise.reject(this.ended);
    const id = this.next++;
    const answered = new Promise<unknown>((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.child.stdin.write(`${JSON.stringify({ id, op, args })}\n`);
    return answered as Promise<T>; // the two programs and this file are one: what an op answers is known
  }

  /** Ends the program, and returns when it has ended. */
  async stop(): Promise<void> {
    this.child.stdin.end();
    await this.gone;
  }

  private read(line: Answer | Signal): void {
    if ('event' in line) {
      this.onSignal(line);
      return;
    }
    const pending = this.pending.get(line.id);
    this.pending.delete(line.id);
    if (line.error) pending?.reject(new Error(line.error));
    else pending?.resolve(line.result);
  }

  private fail(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
