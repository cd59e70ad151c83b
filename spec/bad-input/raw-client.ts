import http2, { type ClientHttp2Session } from 'node:http2';
import type { Kind } from '../support/echo';
import { type Field, type Forger, forger } from './frames';

/** What a raw client heard. */
export interface Heard {
  readonly header: readonly Field[];
  readonly trailer: readonly Field[];
  /** `grpc-status` and `grpc-message`, wherever they were. */
  readonly status: string | undefined;
  readonly message: string | undefined;
  /** The code with which the stream was reset; 0 if it was not. */
  readonly reset: number;
}

const paths: Record<Kind, string> = {
  unary: '/test.Echo/Unary',
  serverStream: '/test.Echo/ServerStream',
  clientStream: '/test.Echo/ClientStream',
  bidi: '/test.Echo/Bidi',
};

/** Returns the fields of a gRPC request, then `more`. */
export function requestFields(kind: Kind, more: readonly Field[], authority = 'test'): Field[] {
  return [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', paths[kind]],
    ...(authority === '' ? [] : [[':authority', authority] as const]),
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ...more,
  ];
}

/** A message of the echo service, with its length. */
export const message = Buffer.concat([Buffer.of(0, 0, 0, 0, 2), Buffer.from('{}')]);

/** A client that sends any fields whatever, over one connection. */
export class RawClient {
  private readonly proxy: Forger;
  private readonly session: ClientHttp2Session;
  private readonly next: Array<readonly Field[]>;
  private readonly message: Buffer;

  private constructor(
    proxy: Forger,
    next: Array<readonly Field[]>,
    settings: http2.Settings,
    message: Buffer,
  ) {
    this.proxy = proxy;
    this.next = next;
    this.message = message;
    this.session = http2.connect(`http://127.0.0.1:${proxy.port}`, { settings });
    this.session.on('error', () => {});
  }

  /** `empty` is the message of its calls. */
  static async to(port: number, settings: http2.Settings = {}, empty = message): Promise<RawClient> {
    const next: Array<readonly Field[]> = [];
    return new RawClient(await forger(port, 'client', () => next.shift() ?? []), next, settings, empty);
  }

  /** Tells whether the connection is still open. */
  get lives(): boolean {
    return !this.session.closed && !this.session.destroyed;
  }

  /** Makes a call of one message with the fields of a gRPC request and `more`. */
  call(kind: Kind, ...more: Field[]): Promise<Heard> {
    return this.request(requestFields(kind, more));
  }

  /** Makes a call of one message with `fields` and no other. */
  request(fields: readonly Field[]): Promise<Heard> {
    this.next.push(fields);
    const stream = this.session.request({ ':method': 'POST' });
    const heard = { header: [] as Field[], trailer: [] as Field[] };
    stream.on('response', (_headers: unknown, _flags: number, raw: string[]) => {
      heard.header = fieldsOf(raw);
    });
    stream.on('trailers', (_headers: unknown, _flags: number, raw: string[]) => {
      heard.trailer = fieldsOf(raw);
    });
    stream.on('error', () => {}).resume();
    stream.end(this.message);
    return new Promise((resolve) => {
      stream.on('close', () => {
        const all = new Map([...heard.header, ...heard.trailer]);
        resolve({
          ...heard,
          status: all.get('grpc-status'),
          message: all.get('grpc-message'),
          reset: stream.rstCode ?? 0,
        });
      });
    });
  }

  close(): void {
    this.session.destroy();
    this.proxy.close();
  }
}

function fieldsOf(raw: readonly string[]): Field[] {
  const fields: Field[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) fields.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return fields;
}
