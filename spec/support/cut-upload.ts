import { connect } from 'node:http2';

/** How an upload is cut off. */
export type Cut = 'reset' | 'connection' | 'deadline';

const message = Buffer.from('\0\0\0\0\x02{}');

/**
 * A client that sends some requests of a stream and never the end of it. With `deadline` it sends a timeout, and leaves the rest to
 * the server.
 */
export class CutUpload {
  readonly close: () => void;
  private readonly cutOff: (cut: Cut) => void;

  constructor(port: number, path: string, messages: number, timeout?: string) {
    const session = connect(`http://127.0.0.1:${port}`);
    session.on('error', () => {});
    const reset = new AbortController();
    const fields = { 'content-type': 'application/grpc', te: 'trailers' };
    const headers = {
      ':method': 'POST',
      ':path': path,
      ...fields,
      ...(timeout && { 'grpc-timeout': timeout }),
    };
    // Of a stream that is aborted by its signal Node sends RST_STREAM alone.
    const stream = session.request(headers, { endStream: false, signal: reset.signal });
    stream.on('error', () => {}).resume();
    for (let i = 0; i < messages; i++) stream.write(message);
    this.cutOff = (cut) => (cut === 'reset' ? reset.abort() : session.destroy());
    this.close = () => session.destroy();
  }

  /** Ends the upload, without the END_STREAM that says that it is whole. */
  cut(cut: Cut): void {
    if (cut !== 'deadline') this.cutOff(cut);
  }
}
