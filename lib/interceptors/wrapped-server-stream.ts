import type { Context } from '../context';
import type { ServerStream } from '../grpc';
import type { Init } from '../metadata';

/**
 * A server stream around another one, with a context of its own. An interceptor that wants to do something about each
 * message extends it, and overrides `send` or `recv`; the iteration goes through `recv` too.
 *
 * Ports go-grpc-middleware's `WrappedServerStream`, and the embedding of a `grpc.ServerStream` in a struct.
 */
export class WrappedServerStream<Request = unknown, Response = unknown>
  implements ServerStream<Request, Response>
{
  readonly context: Context;
  private readonly stream: ServerStream<Request, Response>;

  /** Without `ctx` the context is that of `stream`. */
  constructor(stream: ServerStream<Request, Response>, ctx: Context = stream.context) {
    this.stream = stream;
    this.context = ctx;
  }

  recv(): Promise<Request | undefined> {
    return this.stream.recv();
  }

  send(message: Response): Promise<void> {
    return this.stream.send(message);
  }

  setHeader(md: Init): void {
    this.stream.setHeader(md);
  }

  sendHeader(md?: Init): void {
    this.stream.sendHeader(md);
  }

  setTrailer(md: Init): void {
    this.stream.setTrailer(md);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Request, void> {
    for (let message = await this.recv(); message !== undefined; message = await this.recv()) yield message;
  }
}
