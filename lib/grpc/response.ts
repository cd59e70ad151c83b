import type { Context } from '../context';
import { Join, MD } from '../metadata';
import { faultOnSend } from './sendable';
import { fromContextError, internal } from './status';
import type { ServerTransportStream } from './transport-stream';

/**
 * The header and trailer of the response to one call: what was set, and whether anything may still be. An adapter
 * makes one for each call, puts it into the handler's context, and takes out what the call sends.
 *
 * Ports the state that grpc-go keeps in `transport.ServerStream`.
 */
export class Response implements ServerTransportStream {
  private readonly fullMethod: string;
  private readonly send: (header: MD) => void;
  private header = new MD(); // set and not yet sent
  private trailer = new MD();
  private sent = false; // the header
  private ended: Context | undefined; // the call's context, once the handler has returned or the call was cancelled

  /** `send` sends the header that it is given; it is called once at most. */
  constructor(fullMethod: string, send: (header: MD) => void) {
    this.fullMethod = fullMethod;
    this.send = send;
  }

  method(): string {
    return this.fullMethod;
  }

  setHeader(md: MD): void {
    if (md.size === 0) return;
    mustBeSendable(md);
    if (this.sent || this.ended) throw illegalWrite();
    this.header = Join(this.header, md);
  }

  sendHeader(md: MD): void {
    mustBeSendable(md);
    if (this.ended) throw fromContextError(this.ended.err()) ?? illegalWrite();
    if (this.sent) throw illegalWrite();
    this.send(this.takeHeader(md));
  }

  setTrailer(md: MD): void {
    if (md.size === 0) return;
    mustBeSendable(md);
    if (this.ended) throw illegalWrite();
    this.trailer = Join(this.trailer, md);
  }

  /** Tells whether a header was set that is not sent yet. */
  get hasHeader(): boolean {
    return this.header.size > 0;
  }

  /** Returns the header to send, with `more` after what was set. From now on it counts as sent. */
  takeHeader(more?: MD): MD {
    this.sent = true;
    const header = more === undefined ? this.header : Join(this.header, more);
    this.header = new MD();
    return header;
  }

  /** Ends the call of context `ctx`: nothing can be set any more. Returns the trailer to send. */
  end(ctx: Context): MD {
    this.ended = ctx;
    return this.trailer;
  }
}

function mustBeSendable(md: MD): void {
  const fault = faultOnSend(md);
  if (fault !== undefined) throw internal(fault);
}

/** grpc-go has one text for every write that comes too late, that of a trailer included. */
function illegalWrite(): Error {
  return internal('transport: SendHeader called multiple times');
}
