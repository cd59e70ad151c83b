import { ServerError } from 'nice-grpc-common';
import type { Context } from '../../context';
import { MD } from '../../metadata';
import { addAll } from '../../metadata/internal';
import { fromContextError, internal } from '../status';
import type { ServerTransportStream } from './header';

/** What the response to a call is sent through. */
export interface ResponseWriter {
  /** Sends the header, which can be sent. It is called once at most. */
  writeHeader(header: MD): void;
  /** Returns why `md` cannot be sent, or `undefined` if it can. */
  validateSent(md: MD): string | undefined;
}

/**
 * The header and trailer of the response to one call: what was set, and whether anything may still be. An adapter
 * makes one for each call, puts it into the handler's context, and takes out what the call sends.
 *
 * Ports the state that grpc-go keeps in `transport.ServerStream`.
 */
export class Response implements ServerTransportStream {
  readonly #fullMethod: string;
  readonly #writer: ResponseWriter;
  #header: MD | undefined; // set and not yet sent
  #trailer: MD | undefined;
  #sent = false; // the header
  #ended: Context | undefined; // the call's context, once nothing can be set any more

  constructor(fullMethod: string, writer: ResponseWriter) {
    this.#fullMethod = fullMethod;
    this.#writer = writer;
  }

  method(): string {
    return this.#fullMethod;
  }

  setHeader(md: MD): void {
    if (md.size === 0) return;
    const header = this.#joined('setHeader', this.#header, md);
    if (this.#sent || this.#ended) throw illegalWrite();
    this.#header = header;
  }

  sendHeader(md: MD): void {
    const header = this.#joined('sendHeader', this.#header, md);
    if (this.#ended) throw fromContextError(this.#ended.err()) ?? illegalWrite();
    if (this.#sent) throw illegalWrite();
    this.takeHeader();
    this.#writer.writeHeader(header);
  }

  setTrailer(md: MD): void {
    if (md.size === 0) return;
    const trailer = this.#joined('setTrailer', this.#trailer, md);
    if (this.#ended) throw illegalWrite();
    this.#trailer = trailer;
  }

  /** Reports whether the header was sent. */
  get headerSent(): boolean {
    return this.#sent;
  }

  /** Reports whether a header was set that is not sent yet. */
  get hasHeader(): boolean {
    return this.#header !== undefined;
  }

  /** Reports whether a trailer was set. */
  get hasTrailer(): boolean {
    return this.#trailer !== undefined;
  }

  /** Returns the header that was set, if one was. From now on it counts as sent. */
  takeHeader(): MD | undefined {
    const header = this.#header;
    this.#sent = true;
    this.#header = undefined;
    return header;
  }

  /** Whether nothing can be set any more. */
  get isEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Ends the call, of which `ctx` is the context: nothing can be set any more. Returns the trailer that was set, if one was. */
  end(ctx: Context): MD | undefined {
    this.#ended ??= ctx;
    return this.#trailer;
  }

  #joined(name: string, before: MD | undefined, md: MD): MD {
    const joined = new MD();
    if (before !== undefined) addAll(`grpc: ${name}`, joined, before);
    addAll(`grpc: ${name}`, joined, md);
    const fault = this.#writer.validateSent(joined);
    if (fault !== undefined) throw internal(fault);
    return joined;
  }
}

/** grpc-go has one text for every write that comes too late, that of a trailer included. */
const illegalWriteText = 'transport: SendHeader called multiple times';

function illegalWrite(): Error {
  return internal(illegalWriteText);
}

/** Reports whether `error` says that a write came too late. */
export function isIllegalWrite(error: unknown): boolean {
  return error instanceof ServerError && error.details === illegalWriteText;
}
