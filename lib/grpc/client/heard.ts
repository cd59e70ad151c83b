import { type ClientError, Status } from 'nice-grpc-common';
import { MD } from '../../metadata';
import { Peer } from '../../peer';
import { clientError, detailsKey, receivedStatus } from '../../status/internal';
import { isError } from '../status';
import type { Outcome } from './call-option';

/** Under this the options of a call carry, for the library's own use, who hears of its response. */
export const observer = Symbol('mdctx.observer');

/** What the options of a call carry beside those of its caller. */
export interface Observed {
  readonly [observer]?: Heard | undefined;
}

/** What was heard of the response to one call, and when. The adapter that makes the call tells. */
export class Heard {
  /** The server. It is filled as soon as it is known. */
  readonly peer = new Peer();
  /** Settles when the header or the end of the call is there, or the call was refused. */
  readonly first: Promise<void>;
  /** Called with the error of the call, if there is one, when its end is there. */
  ended: (error: ClientError | undefined) => void = () => {};

  private readonly path: string;
  private release: () => void = () => {};
  private begun = false;
  private head: MD | undefined;
  private tail = new MD();

  constructor(path: string) {
    this.path = path;
    this.first = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  /** Says that the call was begun: it was not refused before anything was sent. */
  onStart(): void {
    this.begun = true;
  }

  onHeader(header: MD, peer: Peer): void {
    this.head = header;
    Object.assign(this.peer, peer);
    this.release();
  }

  onEnd(code: Status, details: string, trailer: MD, peer: Peer): void {
    this.tail = trailer;
    Object.assign(this.peer, peer);
    this.release();
    if (code === Status.OK) this.ended(undefined);
    else this.ended(clientError(this.path, receivedStatus(code, details, trailer.bytes(detailsKey))));
  }

  /** Says that nothing more is to be waited for. */
  readonly close = (): void => this.release();

  /** Tells whether the call was begun. */
  get started(): boolean {
    return this.begun;
  }

  /** The header; `undefined` as long as there is none. */
  get header(): MD | undefined {
    return this.head;
  }

  /** The trailer; empty as long as there is none. */
  get trailer(): MD {
    return this.tail;
  }

  /** Returns how the call ended, for its options. */
  outcome(error: unknown): Outcome {
    const { head: header, tail: trailer, peer } = this;
    return {
      ...(this.begun ? { response: { header, trailer, peer } } : {}),
      error: error === undefined || isError(error) ? error : new Error(String(error)),
    };
  }
}
