import { connect } from 'node:http2';
import { Moment } from './moment';

/** A call whose client sends a timeout and then leaves it to the server to end it. */
export class SilentCall {
  /** The status with which the server ended it. */
  readonly status = new Moment<string | undefined>();
  readonly close: () => void;

  /** Calls `path` on the server on `port`, with `empty`, one empty message, and a `grpc-timeout`. */
  constructor(port: number, path: string, timeout: string, empty: Buffer) {
    const session = connect(`http://127.0.0.1:${port}`);
    const fields = { 'content-type': 'application/grpc', te: 'trailers', 'grpc-timeout': timeout };
    const stream = session.request({ ':method': 'POST', ':path': path, ...fields });
    for (const event of ['response', 'trailers'])
      stream.on(event, (headers) => {
        if (headers['grpc-status'] !== undefined) this.status.come(headers['grpc-status']);
      });
    stream.resume();
    stream.end(empty);
    this.close = () => session.destroy();
  }
}
