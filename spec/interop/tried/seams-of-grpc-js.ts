import { once } from 'node:events';
import http2 from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import {
  type ChannelOptions,
  Client,
  credentials,
  experimental,
  InterceptingCall,
  type Interceptor,
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';

// What was tried for the rows of docs/parity.md whose reason is grpc-js: grpc-js alone, without mdctx. Each line is a row.
// npx ts-node spec/interop/tried/seams-of-grpc-js.ts

const same = (bytes: Buffer): Buffer => bytes;
const path = '/t.T/Call';
const method = {
  path,
  requestStream: false as const,
  responseStream: false as const,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};

type Handler = (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => void;

function serving(handler: Handler): Promise<{ server: Server; port: number }> {
  const server = new Server();
  server.addService({ call: method }, { call: handler });
  return new Promise((resolve) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) =>
      resolve({ server, port }),
    );
  });
}

interface Init {
  readonly request?: Buffer;
  readonly options?: ChannelOptions;
  readonly interceptor?: Interceptor;
  readonly metadata?: Metadata;
  readonly timeout?: number;
}

/** Makes a call and returns what came of it. */
function called(
  target: string,
  {
    request = Buffer.alloc(0),
    options = {},
    interceptor,
    metadata = new Metadata(),
    timeout = 2000,
  }: Init = {},
): Promise<string> {
  const client = new Client(target, credentials.createInsecure(), {
    ...options,
    ...(interceptor && { interceptors: [interceptor] }),
  });
  return new Promise<string>((resolve) => {
    const call = { deadline: Date.now() + timeout };
    client.makeUnaryRequest(path, same, same, request, metadata, call, (error, response) => {
      client.close();
      resolve(error === null ? `OK, ${response?.length} bytes` : error.message);
    });
  });
}

const echo: Handler = ({ request }, answer) => answer(null, request);

async function forcedStop(): Promise<string> {
  const { server, port } = await serving(() => server.forceShutdown());
  return called(`127.0.0.1:${port}`);
}

/** The only flag of a message about compression is that which turns it off. */
async function compression(): Promise<string> {
  const { server, port } = await serving(echo);
  const flagged: Interceptor = (options, nextCall) => {
    const call = nextCall(options);
    return new InterceptingCall(call, {
      start(metadata, listener, next) {
        metadata.set('grpc-encoding', 'gzip'); // the compression filter comes later, and takes it away
        next(metadata, listener);
      },
    });
  };
  const { port: near, bytes } = await counting(port);
  const request = Buffer.alloc(50_000);
  await called(`127.0.0.1:${near}`, { request, interceptor: flagged });
  const byMetadata = bytes();
  await called(`127.0.0.1:${near}`, { request, options: { 'grpc.default_compression_algorithm': 2 } });
  const byOption = bytes() - byMetadata;
  server.forceShutdown();
  return `50,000 zeros: ${byMetadata} bytes with grpc-encoding: gzip set by an interceptor, ${byOption} by the option of the channel`;
}

async function counting(port: number): Promise<{ port: number; bytes: () => number }> {
  const { connect } = await import('node:net');
  let count = 0;
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('data', (chunk) => (count += chunk.length)).on('error', () => {});
    far.on('error', () => {});
    near.pipe(far).pipe(near);
  }).unref();
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return { port: (relay.address() as AddressInfo).port, bytes: () => count };
}

/** A resolver that a program registers is asked by every channel of the process, under its scheme alone. */
async function resolvers(): Promise<string> {
  let asked = '';
  class Own {
    constructor(target: { scheme?: string | undefined }) {
      asked += ` ${target.scheme}`;
    }
    updateResolution() {}
    destroy() {}
    static getDefaultAuthority = () => 'own';
  }
  experimental.registerResolver('dns', Own as never);
  await called('dns:localhost:1', { timeout: 50 });
  return `registerResolver('dns', …) for one channel, then another of the process asks: ${asked.trim() || 'nothing'}`;
}

/** What it says of a connection that failed while a call waits for one. */
const waiting = () =>
  called('ipv4:127.0.0.1:1', { timeout: 200, metadata: new Metadata({ waitForReady: true }) });

/** A duration and a name as Go takes them. */
async function serviceConfig(config: string): Promise<string> {
  try {
    return await called('ipv4:127.0.0.1:1', { timeout: 100, options: { 'grpc.service_config': config } });
  } catch (error) {
    return String(error); // thrown by the constructor of the client
  }
}

async function sizes(): Promise<string> {
  const { server, port } = await serving(echo);
  const outcome = await called(`127.0.0.1:${port}`, {
    request: Buffer.alloc(100),
    options: { 'grpc.max_receive_message_length': 10 },
  });
  server.forceShutdown();
  return `a limit of the channel, which no option of a call lifts: ${outcome}`;
}

/** What an interceptor is given: neither a channel nor a target. */
async function interceptors(): Promise<string> {
  let given: string[] = [];
  const { server, port } = await serving(echo);
  await called(`127.0.0.1:${port}`, {
    interceptor: (options, nextCall) => {
      given = Object.keys(options);
      return new InterceptingCall(nextCall(options));
    },
  });
  server.forceShutdown();
  return `an interceptor is given ${given.join(', ')}`;
}

/** Deadlines are whole milliseconds of the machine's date. */
async function deadlines(): Promise<string> {
  let seen: unknown;
  const { server, port } = await serving((call, answer) => {
    seen = call.getDeadline();
    answer(null, Buffer.alloc(0));
  });
  await called(`127.0.0.1:${port}`, { timeout: 1000.7 });
  server.forceShutdown();
  return `a timeout of 1000.7 ms is a deadline in ${Number(seen) - Date.now()} ms at the server, by Date`;
}

/** What the GOAWAY of an idle connection says, and that of an old one. */
async function goaway(option: string): Promise<string> {
  const server = new Server({ [option]: 100 });
  server.addService({ call: method }, { call: echo });
  const port = await new Promise<number>((resolve) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) => resolve(port));
  });
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const said = await new Promise<string>((resolve) => {
    session.on('goaway', (code, _last, data) => resolve(`${code} ${data ?? ''}`));
  });
  session.destroy();
  server.forceShutdown();
  return said;
}

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  console.log('forceShutdown:', await forcedStop());
  console.log('compression:', await compression());
  console.log('a call that waits for a connection:', await waiting());
  console.log(
    'service config, .01s:',
    await serviceConfig('{"methodConfig":[{"name":[{}],"timeout":".01s"}]}'),
  );
  console.log(
    'service config, another case:',
    await serviceConfig('{"MethodConfig":[{"name":[{}],"timeout":"0.01s"}]}'),
  );
  console.log('sizes:', await sizes());
  console.log('interceptors:', await interceptors());
  console.log('deadlines:', await deadlines());
  console.log('the GOAWAY of an idle connection:', await goaway('grpc.max_connection_idle_ms'));
  console.log('the GOAWAY of an old connection:', await goaway('grpc.max_connection_age_ms'));
  console.log('resolvers:', await resolvers());
}

void main().then(() => process.exit());
