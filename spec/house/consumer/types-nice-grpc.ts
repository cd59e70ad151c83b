// A user's file: mdctx/nice-grpc and mdctx/nice-grpc/middleware.
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import type { ContextOptions } from 'mdctx/grpc';
import * as ours from 'mdctx/nice-grpc';
import { clientMiddleware, serverMiddleware } from 'mdctx/nice-grpc/middleware';
import type { Channel, ClientFactory, ClientMiddleware, Server, ServerMiddleware } from 'nice-grpc';

expectTypeOf(ours.createServer()).toEqualTypeOf<Server<ours.ContextExt>>();
expectTypeOf(ours.createClientFactory()).toEqualTypeOf<ClientFactory<ContextOptions>>();
expectTypeOf(ours.createChannel('localhost:1')).toEqualTypeOf<Channel>();
expectTypeOf<ours.ContextExt['ctx']>().toEqualTypeOf<Context>();
expectTypeOf(serverMiddleware()).toEqualTypeOf<ServerMiddleware<ours.ContextExt>>();
expectTypeOf(clientMiddleware()).toEqualTypeOf<ClientMiddleware<ContextOptions>>();
ours.createServer({ unaryInterceptors: undefined, 'grpc.max_receive_message_length': 1 });

// @ts-expect-error interceptors are functions
ours.createServer({ unaryInterceptors: ['log'] });
