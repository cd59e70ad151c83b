// Demonstrates how to update metadata from interceptors on server.
import { type Context, fromIncomingContext, Pairs, setHeader, setTrailer } from 'mdctx';
import { Internal, InvalidArgument } from 'mdctx/codes';
import type { StreamServerInterceptor, UnaryServerInterceptor } from 'mdctx/grpc';
import { newIncomingContext } from 'mdctx/metadata';
import { errorf } from 'mdctx/status';
import {
  type BidiStreamingServer,
  newServer,
  register,
  StreamInterceptor,
  UnaryInterceptor,
  unimplemented,
} from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { port } = flags({ port: '50051' });

const errMissingMetadata = errorf(InvalidArgument, 'no incoming metadata in rpc context');

const unaryInterceptor: UnaryServerInterceptor = async (ctx, req, _info, handler) => {
  const md = fromIncomingContext(ctx);
  if (md === undefined) throw errMissingMetadata;

  // Create and set metadata from interceptor to server.
  md.append('key1', 'value1');
  ctx = newIncomingContext(ctx, md);

  // Call the handler to complete the normal execution of the RPC.
  try {
    return await handler(ctx, req);
  } finally {
    // Create and set header metadata from interceptor to client.
    setHeader(ctx, Pairs('header-key', 'val'));

    // Create and set trailer metadata from interceptor to client.
    setTrailer(ctx, Pairs('trailer-key', 'val'));
  }
};

const streamInterceptor: StreamServerInterceptor = async (srv, ss, _info, handler) => {
  const md = fromIncomingContext(ss.context);
  if (md === undefined) throw errMissingMetadata;

  // Create and set metadata from interceptor to server.
  md.append('key1', 'value1');
  const context = newIncomingContext(ss.context, md);

  // Call the handler to complete the normal execution of the RPC.
  try {
    await handler(srv, { ...ss, context });
  } finally {
    // Create and set header metadata from interceptor to client. Go ignores the error that it is too late for one.
    try {
      ss.setHeader(Pairs('header-key', 'val'));
    } catch {}

    // Create and set trailer metadata from interceptor to client.
    ss.setTrailer(Pairs('trailer-key', 'val'));
  }
};

class Server extends unimplemented(EchoDefinition) {
  async unaryEcho(ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    console.log('--- UnaryEcho ---');

    const md = fromIncomingContext(ctx);
    if (md === undefined) throw errorf(Internal, 'UnaryEcho: missing incoming metadata in rpc context');

    // Read and print metadata added by the interceptor.
    const v = md.get('key1');
    if (v !== undefined) {
      console.log('key1 from metadata: ');
      for (const [i, e] of v.entries()) console.log(` ${i}. ${e}`);
    }

    return { message };
  }

  async bidirectionalStreamingEcho(stream: BidiStreamingServer<EchoRequest, EchoResponse>): Promise<void> {
    console.log('--- BidirectionalStreamingEcho ---');

    const md = fromIncomingContext(stream.context);
    if (md === undefined) {
      throw errorf(Internal, 'BidirectionalStreamingEcho: missing incoming metadata in rpc context');
    }

    // Read and print metadata added by the interceptor.
    const v = md.get('key1');
    if (v !== undefined) {
      console.log('key1 from metadata: ');
      for (const [i, e] of v.entries()) console.log(` ${i}. ${e}`);
    }

    // Read requests and send responses.
    for await (const { message } of stream) await stream.send({ message });
  }
}

async function main(): Promise<void> {
  const s = newServer(UnaryInterceptor(unaryInterceptor), StreamInterceptor(streamInterceptor));
  register(s, EchoDefinition, new Server());
  console.log(`Server listening at [::]:${await s.serve(`:${port}`)}`);
}

run(main);
