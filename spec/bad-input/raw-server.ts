import http2, { type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { type Field, type Forger, forger } from './frames';
import { message } from './raw-client';

/** What a raw server answers. What is left out is not sent. */
export interface Answer {
  readonly header?: readonly Field[];
  /** Whether a message is sent. */
  readonly message?: boolean;
  /** Sent with the end of the stream; without it the stream ends with what came before. */
  readonly trailer?: readonly Field[];
  /** The code with which the stream is reset in place of an end. */
  readonly reset?: number;
  /** Whether the stream stays open, and what comes goes back. */
  readonly echo?: boolean;
}

/** The fields of a header that is as it has to be. */
export const goodHeader: readonly Field[] = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];

/** The answer that is as it has to be, with `more` in it. */
export function good(more: { header?: readonly Field[]; trailer?: readonly Field[] } = {}): Answer {
  return {
    header: [...goodHeader, ...(more.header ?? [])],
    message: true,
    trailer: [['grpc-status', '0'], ...(more.trailer ?? [])],
  };
}

/** A server that sends any fields whatever. */
export class RawServer {
  /** What the next calls are answered. */
  answer: Answer = good();
  /** The fields of each request, as they came. */
  readonly requests: Field[][] = [];
  /** How many connections there were. */
  connections = 0;
  private readonly server: Http2Server;
  private readonly forged = new Map<number, Array<readonly Field[]>>();
  private proxy: Forger | undefined;

  private constructor(server: Http2Server) {
    this.server = server;
    server.on('sessionError', () => {});
    server.on('session', () => {
      this.connections++;
    });
    server.on(
      'stream',
      (stream: ServerHttp2Stream, _headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
        this.requests.push(pairs(raw));
        this.respond(stream, this.answer);
      },
    );
  }

  static async start(settings: http2.Settings = {}): Promise<RawServer> {
    const server = http2.createServer({ settings });
    const raw = new RawServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    raw.proxy = await forger(address.port, 'server', (stream) => raw.forged.get(stream)?.shift() ?? []);
    return raw;
  }

  get port(): number {
    return this.proxy?.port ?? 0;
  }

  close(): void {
    this.proxy?.close();
    this.server.close();
  }

  private respond(stream: ServerHttp2Stream, answer: Answer): void {
    const { header, message: hasMessage, trailer, reset, echo } = answer;
    this.forged.set(stream.id ?? 0, [header ?? [], trailer ?? []]);
    stream.on('error', () => {});
    if (echo) {
      stream.respond({});
      stream.pipe(stream);
      return;
    }
    stream.resume();
    const endStream = !hasMessage && trailer === undefined && reset === undefined;
    if (header !== undefined) stream.respond({}, { endStream, waitForTrailers: trailer !== undefined });
    if (endStream) return;
    if (reset !== undefined) {
      if (hasMessage) stream.write(message, () => stream.close(reset));
      else stream.close(reset);
      return;
    }
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-forged': 'yes' }));
    stream.end(hasMessage ? message : undefined);
  }
}

function pairs(raw: readonly string[]): Field[] {
  const fields: Field[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) fields.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return fields;
}
