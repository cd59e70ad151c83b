import { constants } from 'node:http2';
import { Duplex } from 'node:stream';

/**
 * The stream of a request that must not be sent. grpc-js gets it in place of one of the connection's, where an error
 * would make it give up the connection. It takes what is written, and closes when grpc-js gives up the call.
 */
export class UnsentStream extends Duplex {
  readonly rstCode = constants.NGHTTP2_CANCEL;

  close(): void {
    this.destroy();
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}
