// A user's file: mdctx/nestjs.
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import { Header } from 'mdctx/grpc';
import { MD } from 'mdctx/metadata';
import {
  Ctx,
  clientOptions,
  inContext,
  type NestGrpcOptions,
  serverOptions,
  withCallOptions,
} from 'mdctx/nestjs';
import { type Observable, of } from 'rxjs';

const options: NestGrpcOptions = { package: 'shop', protoPath: 'shop.proto' };

expectTypeOf(serverOptions({ ...options, unaryInterceptors: undefined })).toEqualTypeOf<NestGrpcOptions>();
expectTypeOf(clientOptions(options)).toEqualTypeOf<NestGrpcOptions>();
expectTypeOf(inContext(() => of(1))).toEqualTypeOf<Observable<number>>();
expectTypeOf(withCallOptions(Header(new MD()))).toEqualTypeOf<Context>();
expectTypeOf(Ctx).returns.toEqualTypeOf<ParameterDecorator>();

// @ts-expect-error the name of the package is needed
serverOptions({ protoPath: 'shop.proto' });
