import type { Board } from '../support/board';
import type { Serve, Served, Step } from '../support/script';
import type { Cancels } from './derive';
import { Frame, type Messages, type Surroundings } from './frame';

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
    const record = { method: `/grpc.testing.TestService/${method}`, handled: true, notes: {} };
    this.all.push(record);
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
