import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';

/** How often a client may ping. Ports grpc-go's `keepalive.EnforcementPolicy`. */
export interface PingPolicy {
  /** The least time between two pings, in milliseconds. */
  readonly minTime: number;
  /** Whether a client may ping while it has no call. */
  readonly permitWithoutStream: boolean;
}

/** What a server says of its connections and grpc-js has no option for. */
export interface SessionPolicy {
  readonly pings?: PingPolicy | undefined;
  /** How many bytes of a stream a client may send before they are read. */
  readonly streamWindow?: number | undefined;
  /** The same of all streams of a connection. */
  readonly connectionWindow?: number | undefined;
}

/** The key of a `SessionPolicy` in the options of a server of node:http2, which its maker passes on as they are. */
export const sessionPolicyKey: unique symbol = Symbol.for('mdctx.http2.session.1');

// grpc-go's
const mostStrikes = 2;
const idlePing = 2 * 60 * 60 * 1000; // the least time between two pings without a call, in milliseconds

/** Has `policy` hold for `session`. */
export function applyPolicy(session: ServerHttp2Session, policy: SessionPolicy): void {
  const { pings, connectionWindow } = policy;
  if (connectionWindow !== undefined) session.setLocalWindowSize(connectionWindow);
  if (pings !== undefined) new PingGuard(session, pings);
}

/** Counts the pings of a client that come too early. After three in a row the connection is ended, with grpc-go's GOAWAY. */
class PingGuard {
  private readonly session: ServerHttp2Session;
  private readonly policy: PingPolicy;
  private last = Number.NEGATIVE_INFINITY; // the last ping, by performance.now()
  private strikes = 0;
  private streams = 0;
  private hasSent = false; // since the last ping

  constructor(session: ServerHttp2Session, policy: PingPolicy) {
    this.session = session;
    this.policy = policy;
    session.on('stream', (stream: ServerHttp2Stream) => this.follow(stream));
    session.on('ping', () => this.received());
  }

  /** What the server sends gives its client the right to ping. */
  private follow(stream: ServerHttp2Stream): void {
    this.streams++;
    stream.once('close', () => this.streams--);
    for (const name of ['respond', 'write'] as const) {
      const send: (...args: never[]) => unknown = stream[name];
      Reflect.set(stream, name, (...args: unknown[]) => {
        this.hasSent = true;
        return Reflect.apply(send, stream, args);
      });
    }
  }

  private received(): void {
    const now = performance.now();
    const since = now - this.last;
    this.last = now;
    if (this.hasSent) {
      this.hasSent = false;
      this.strikes = 0;
      return;
    }
    const { minTime, permitWithoutStream } = this.policy;
    if (since < (this.streams === 0 && !permitWithoutStream ? idlePing : minTime)) this.strikes++;
    if (this.strikes > mostStrikes) this.end();
  }

  private end(): void {
    const { session } = this;
    if (session.destroyed) return;
    const calm = constants.NGHTTP2_ENHANCE_YOUR_CALM;
    session.goaway(calm, 0, Buffer.from('too_many_pings'));
    setImmediate(() => session.destroy(undefined, calm)); // once the frame has left
  }
}
