import type { Socket } from 'node:net';

/** How long an attempt to connect may take, in milliseconds, if the channel does not say: gRPC's `MIN_CONNECT_TIMEOUT`. */
const defaultTimeout = 20_000;

/** The option of a channel that says otherwise; grpc-go has it as `MinConnectTimeout`, and grpc-js does not read it. */
const option = 'grpc.min_reconnect_backoff_ms';

/** What grpc-js makes a connection with. */
interface Connector {
  connect(address: unknown, secure: unknown, options: Readonly<Record<string, unknown>>): Promise<Transport>;
  tcpConnect(address: unknown, options: unknown): Promise<Socket>;
}

interface Transport {
  shutdown(): void;
}

const flag = Symbol.for('nice-grpc.connectTimeoutPatch'); // nice-grpc does the same where it is loaded: once is enough

/**
 * Has an attempt of grpc-js's to connect end after a time. A server that accepts a connection and stays silent would otherwise
 * keep a channel waiting for ever. A version of grpc-js with other internals is left alone.
 */
export function limitConnecting(): void {
  const connector = findConnector();
  if (connector === undefined || Reflect.has(connector, flag)) return;
  Reflect.set(connector, flag, true);
  const { connect, tcpConnect } = connector;
  const sockets = new WeakMap<Connector, Socket>(); // by the connector, which makes one attempt at a time
  connector.tcpConnect = async function (...args) {
    const socket = await tcpConnect.apply(this, args);
    sockets.set(this, socket);
    return socket;
  };
  connector.connect = function (...args) {
    const timeout = Number(args[2]?.[option] ?? defaultTimeout);
    const attempt = connect.apply(this, args);
    return timeout > 0 ? limited(attempt, timeout, () => sockets.get(this)?.destroy()) : attempt;
  };
}

function limited(attempt: Promise<Transport>, timeout: number, giveUp: () => void): Promise<Transport> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error(`grpc-js: connection attempt timed out after ${timeout} ms`));
      giveUp();
    }, timeout);
    timer.unref();
    const settle = (transport: Transport) => {
      clearTimeout(timer);
      if (isLate) transport.shutdown();
      else resolve(transport);
    };
    attempt.then(settle, (error: unknown) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function findConnector(): Connector | undefined {
  try {
    const transport: unknown = require('@grpc/grpc-js/build/src/transport');
    const found: unknown = Object(Reflect.get(Object(transport), 'Http2SubchannelConnector')).prototype;
    return isConnector(found) ? found : undefined;
  } catch {
    return undefined; // the file is elsewhere
  }
}

function isConnector(x: unknown): x is Connector {
  return (
    typeof x === 'object' &&
    x !== null &&
    'connect' in x &&
    typeof x.connect === 'function' &&
    'tcpConnect' in x &&
    typeof x.tcpConnect === 'function'
  );
}
