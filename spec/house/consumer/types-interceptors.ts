// A user's file: mdctx/interceptors.
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import { policy } from 'mdctx/forward';
import * as box from 'mdctx/interceptors';

const check = box.auth((ctx, fullMethod) => {
  expectTypeOf(ctx).toEqualTypeOf<Context>();
  expectTypeOf(fullMethod).toEqualTypeOf<string>();
  return ctx;
});

expectTypeOf(check).toEqualTypeOf<box.ServerInterceptor>();
expectTypeOf(box.authFromMD('bearer')).toEqualTypeOf<string>();
expectTypeOf(box.recovery()).toEqualTypeOf<box.ServerInterceptor>();
expectTypeOf(box.timeout(5)).toEqualTypeOf<box.ClientInterceptor>();
expectTypeOf(box.forwarding(policy({}))).toEqualTypeOf<box.ClientInterceptor>();
expectTypeOf(box.realipFromContext()).toEqualTypeOf<string | undefined>();
expectTypeOf(box.requestIdFromContext()).toEqualTypeOf<string | undefined>();
expectTypeOf(
  box.selector(check, { kind: 'unary', method: undefined, service: ['a.B'] }),
).toEqualTypeOf<box.ServerInterceptor>();
box.logging((event) => {
  if (event.event === 'finish') expectTypeOf(event.ms).toEqualTypeOf<number>();
});

// @ts-expect-error `stream` is no kind of call
box.selector(check, { kind: 'stream' });
// @ts-expect-error the addresses to trust must be named
box.realip({ headers: ['x-real-ip'] });
