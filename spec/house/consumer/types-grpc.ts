// A user's file: what handlers and interceptors of mdctx/grpc are.
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import * as grpc from 'mdctx/grpc';
import { type Init, MD } from 'mdctx/metadata';
import { Peer } from 'mdctx/peer';

expectTypeOf(grpc.method()).toEqualTypeOf<string | undefined>();
expectTypeOf(grpc.setHeader).returns.toEqualTypeOf<void>();
grpc.setHeader([['k', 'v']]);
grpc.setTrailer(undefined, new MD());
grpc.sendHeader();

const unary: grpc.UnaryServerInterceptor = async (ctx, req, info, handler) => {
  expectTypeOf(ctx).toEqualTypeOf<Context>();
  expectTypeOf(req).toEqualTypeOf<unknown>();
  expectTypeOf(info.fullMethod).toEqualTypeOf<string>();
  return handler(ctx, req);
};
const stream: grpc.StreamServerInterceptor = async (srv, ss, info, handler) => {
  expectTypeOf(ss.recv()).toEqualTypeOf<Promise<unknown>>();
  expectTypeOf(info.isClientStream).toEqualTypeOf<boolean>();
  expectTypeOf(ss.setHeader).parameter(0).toEqualTypeOf<Init>();
  return handler(srv, { ...ss, context: ss.context });
};
const unaryClient: grpc.UnaryClientInterceptor = (ctx, method, req, invoker, opts) => {
  return invoker(ctx, method, req, [
    ...opts,
    grpc.Header(new MD()),
    grpc.Trailer(new MD()),
    grpc.Peer(new Peer()),
  ]);
};
const streamClient: grpc.StreamClientInterceptor = async (ctx, desc, method, streamer, opts) => {
  expectTypeOf(desc.clientStreams).toEqualTypeOf<boolean>();
  const cs = await streamer(ctx, desc, method, opts);
  expectTypeOf(cs.header()).toEqualTypeOf<Promise<MD | undefined>>();
  expectTypeOf(cs.trailer()).toEqualTypeOf<MD>();
  return cs;
};

expectTypeOf(grpc.chainUnaryServer(unary, unary)).toEqualTypeOf<grpc.UnaryServerInterceptor>();
expectTypeOf(grpc.chainStreamServer(stream)).toEqualTypeOf<grpc.StreamServerInterceptor>();
expectTypeOf(grpc.chainUnaryClient(unaryClient)).toEqualTypeOf<grpc.UnaryClientInterceptor>();
expectTypeOf(grpc.chainStreamClient(streamClient)).toEqualTypeOf<grpc.StreamClientInterceptor>();
expectTypeOf(
  grpc.OnFinish((error) => expectTypeOf(error).toEqualTypeOf<Error | undefined>()),
).toExtend<grpc.CallOption>();

// Under `exactOptionalPropertyTypes` an option that is not there may be said to be undefined.
const options: grpc.ContextOptions = {
  ctx: undefined,
  header: undefined,
  trailer: new MD(),
  peer: undefined,
};

// @ts-expect-error an interceptor of another kind
grpc.chainUnaryServer(stream);
// @ts-expect-error a header is metadata
grpc.setHeader('k', 'v');
// @ts-expect-error `headers` is not an option
const misspelt: grpc.ContextOptions = { headers: new MD() };

export const all = { options, misspelt };
