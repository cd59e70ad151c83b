// Demonstrates how to use interceptors to observe or control the behavior of gRPC including logging, authentication, metrics
// collection, etc.
import { ServerCredentials } from '@grpc/grpc-js';
import { type Context, fromIncomingContext } from 'mdctx';
import { InvalidArgument, Unauthenticated } from 'mdctx/codes';
import type { ServerStream, StreamServerInterceptor, UnaryServerInterceptor } from 'mdctx/grpc';
import { convert, errorf } from 'mdctx/status';
import {
  type BidiStreamingServer,
  Creds,
  newServer,
  register,
  StreamInterceptor,
  UnaryInterceptor,
  unimplemented,
} from 'mdctx/stub';
import { data } from '../data';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { port } = flags({ port: '50051' });

const errMissingMetadata = errorf(InvalidArgument, 'missing metadata');
const errInvalidToken = errorf(Unauthenticated, 'invalid token');

// logger is to mock a sophisticated logging system. To simplify the example, we just print out the content.
function logger(text: string): void {
  console.log(`LOG:\t${text}`);
}

class Server extends unimplemented(EchoDefinition) {
  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    console.log(`unary echoing message ${JSON.stringify(message)}`);
    return { message };
  }

  async bidirectionalStreamingEcho(stream: BidiStreamingServer<EchoRequest, EchoResponse>): Promise<void> {
    try {
      for await (const { message } of stream) {
        console.log(`bidi echoing message ${JSON.stringify(message)}`);
        void stream.send({ message });
      }
    } catch (err) {
      console.log(`server: error receiving from stream: ${convert(err)}`);
      throw err;
    }
  }
}

// valid validates the authorization.
function valid(authorization: string[] = []): boolean {
  if (authorization.length < 1) return false;
  const token = authorization[0]?.replace(/^Bearer /, '');
  // Perform the token validation here. For the sake of this example, the code here forgoes any of the usual OAuth2 token
  // validation and instead checks for a token matching an arbitrary string.
  return token === 'some-secret-token';
}

const unaryInterceptor: UnaryServerInterceptor = async (ctx, req, _info, handler) => {
  // authentication (token verification)
  const md = fromIncomingContext(ctx);
  if (md === undefined) throw errMissingMetadata;
  if (!valid(md.get('authorization'))) throw errInvalidToken;
  try {
    return await handler(ctx, req);
  } catch (err) {
    logger(`RPC failed with error: ${convert(err)}`);
    throw err;
  }
};

// wrappedStream wraps around the embedded stream, and intercepts the recv and send method call.
function newWrappedStream(s: ServerStream): ServerStream {
  return {
    ...s,
    recv() {
      logger(`Receive a message (Type: EchoRequest) at ${new Date().toISOString()}`);
      return s.recv();
    },
    send(m) {
      logger(`Send a message (Type: EchoResponse) at ${new Date().toISOString()}`);
      return s.send(m);
    },
  };
}

const streamInterceptor: StreamServerInterceptor = async (srv, ss, _info, handler) => {
  // authentication (token verification)
  const md = fromIncomingContext(ss.context);
  if (md === undefined) throw errMissingMetadata;
  if (!valid(md.get('authorization'))) throw errInvalidToken;

  try {
    await handler(srv, newWrappedStream(ss));
  } catch (err) {
    logger(`RPC failed with error: ${convert(err)}`);
    throw err;
  }
};

async function main(): Promise<void> {
  // Create tls based credential.
  const pair = { cert_chain: data('x509/server_cert.pem'), private_key: data('x509/server_key.pem') };
  const creds = ServerCredentials.createSsl(null, [pair]);

  const s = newServer(Creds(creds), UnaryInterceptor(unaryInterceptor), StreamInterceptor(streamInterceptor));

  // Register the echo server on the server.
  register(s, EchoDefinition, new Server());
  await s.serve(`:${port}`);
}

run(main);
