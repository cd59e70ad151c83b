// A user's file: mdctx/grpc-js.
import type { Interceptor, ServerInterceptor } from '@grpc/grpc-js';
import { expectTypeOf } from 'expect-type';
import { clientInterceptor, intercept, serverInterceptor, type TLSInfo } from 'mdctx/grpc-js';
import type { AuthInfo } from 'mdctx/peer';

expectTypeOf(serverInterceptor()).toExtend<ServerInterceptor>();
expectTypeOf(clientInterceptor({ unaryInterceptors: undefined })).toExtend<Interceptor>();
expectTypeOf<TLSInfo>().toExtend<AuthInfo>();

const implementation = { hello(): void {} };
expectTypeOf(intercept<typeof implementation>).returns.toEqualTypeOf<typeof implementation>();

// @ts-expect-error `unaryInterceptor` is not an option
clientInterceptor({ unaryInterceptor: [] });
