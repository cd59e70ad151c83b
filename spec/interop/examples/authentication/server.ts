// Demonstrates how to consume and validate OAuth2 tokens provided by clients for each RPC.
import { ServerCredentials } from '@grpc/grpc-js';
import { type Context, fromIncomingContext } from 'mdctx';
import { InvalidArgument, Unauthenticated } from 'mdctx/codes';
import type { UnaryServerInterceptor } from 'mdctx/grpc';
import { errorf } from 'mdctx/status';
import { Creds, newServer, register, UnaryInterceptor, unimplemented } from 'mdctx/stub';
import { data } from '../data';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const errMissingMetadata = errorf(InvalidArgument, 'missing metadata');
const errInvalidToken = errorf(Unauthenticated, 'invalid token');

const { port } = flags({ port: '50051' });

async function main(): Promise<void> {
  console.log(`server starting on port ${port}...`);

  const cert = { cert_chain: data('x509/server_cert.pem'), private_key: data('x509/server_key.pem') };
  const opts = [
    // This option adds an interceptor for all unary RPCs. For streaming RPCs, see StreamInterceptor.
    UnaryInterceptor(ensureValidToken),
    // Enable TLS for all incoming connections.
    Creds(ServerCredentials.createSsl(null, [cert])),
  ];
  const s = newServer(...opts);
  register(s, EchoDefinition, new EchoServer());
  await s.serve(`:${port}`);
}

class EchoServer extends unimplemented(EchoDefinition) {
  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    return { message };
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

// ensureValidToken ensures a valid token exists within a request's metadata. If the token is missing or invalid, the
// interceptor blocks execution of the handler and throws an error. Otherwise, the interceptor invokes the unary handler.
const ensureValidToken: UnaryServerInterceptor = async (ctx, req, _info, handler) => {
  const md = fromIncomingContext(ctx);
  if (md === undefined) throw errMissingMetadata;
  // The keys within an MD are normalized to lowercase.
  if (!valid(md.get('authorization'))) throw errInvalidToken;
  // Continue execution of handler after ensuring a valid token.
  return handler(ctx, req);
};

run(main);
