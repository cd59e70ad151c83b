import { current, key, withValue } from '../../../lib/context';
import type { Board } from '../support/board';
import type { Serve, Served, Step } from '../support/script';
import type { Cancels } from './derive';
import { Frame, type Messages, type Surroundings } from './frame';

const recordKey = key<Record<string, unknown>>('record');

/** What the RPCs of one server left behind. Both runtimes hand their calls to `handle`. */
export class Records {
  private readonly all: Array<{ method: string; handled: boolean; notes: Record<string, unknown> }> = [];
  private done = 0;
  private wake: (() => void) | undefined;
  private readonly board: Board;
  private readonly cancels: Cancels;
  private readonly serve: Serve;
  private readonly call: Surroundings['call'];
  /** The port of the server, once it listens. */
  port = 0;

  constructor(board: Board, cancels: Cancels, serve: Serve, call: Surroundings['call']) {
    this.board = board;
    this.cancels = cancels;
    this.serve = serve;
    this.call = call;
  }

  /** Plays the script of `method` and returns the reply that it set. */
  async handle(method: string, io: Messages): Promise<string> {
    const record = this.record(`/grpc.testing.TestService/${method}`);
    record.handled = true;
    const work: Promise<unknown>[] = [];
    const frame = new Frame({
      board: this.board,
      cancels: this.cancels,
      notes: record.notes,
      port: this.port,
      io,
      spawn: (started) => work.push(started),
      call: this.call,
    });
    const script: readonly Step[] = this.serve.methods[method] ?? [];
    const played = frame.steps(script).finally(() => this.finish(work));
    await played;
    return frame.reply;
  }

  /** Returns a frame for an interceptor, whose notes are those of the call. */
  frame(method: string, next: (frame: Frame) => Promise<void>): Frame {
    const { notes } = this.record(method);
    const { board, cancels, call, port } = this;
    const nothing = async () => undefined;
    const io = { send: nothing, recv: nothing };
    const around = { board, cancels, notes, port, io, next, spawn: () => {}, call };
    return new Frame(around, withValue(current(), recordKey, notes));
  }

  /** Returns the record of the current call, or a new one. */
  private record(method: string) {
    const notes = current().value(recordKey);
    const known = this.all.find((record) => record.notes === notes);
    if (known) return known;
    const record = { method, handled: false, notes: {} };
    this.all.push(record);
    return record;
  }

  /** Returns the records once `handled` handlers and what they started are done. */
  async records(handled: number): Promise<Served[]> {
    while (this.done < handled) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.all;
  }

  private finish(work: readonly Promise<unknown>[]): void {
    // not awaited: the handler returns while what it started goes on
    Promise.allSettled(work).then(() => {
      this.done++;
      this.wake?.();
    }, undefined);
  }
}
