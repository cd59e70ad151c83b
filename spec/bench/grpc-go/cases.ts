import { background, type Context, withTimeout } from 'mdctx/context';
import type { UnaryClientInterceptor, UnaryInvoker } from 'mdctx/grpc';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  Join,
  New,
  newIncomingContext,
  newOutgoingContext,
  Pairs,
  valueFromIncomingContext,
  valueFromOutgoingContext,
} from 'mdctx/metadata';
import { do_not_optimize } from 'mitata';

const timeout = 10_000;
const adds = 10; // additions in one operation of AddingMetadata, as in grpc-go

/** The benchmarks of ../go/metadata_test.go, by their names. */
export type Cases = Readonly<Record<string, () => void>>;

const settled = Promise.resolve();

const invoker: UnaryInvoker = (ctx) => {
  do_not_optimize(ctx);
  return settled;
};

const addPairs: UnaryClientInterceptor = (ctx, method, req, invoker, opts) =>
  invoker(appendToOutgoingContext(ctx, 'k1', 'v1', 'k2', 'v2'), method, req, opts);

/** Returns the benchmarks, and a function that ends the contexts that they work on. */
export function grpcGoCases(): [Cases, () => void] {
  const [ctx, cancel] = withTimeout(background(), timeout * 1000);
  return [{ ...adding(ctx), ...appending(ctx), ...reading(ctx) }, cancel];
}

function adding(ctx: Context): Cases {
  return {
    'AddingMetadata/context': () => {
      const [ctx, cancel] = withTimeout(background(), timeout);
      for (let i = 0; i < adds; i++) {
        const md = fromOutgoingContext(ctx);
        do_not_optimize(newOutgoingContext(ctx, Join(Pairs('k1', 'v1', 'k2', 'v2'), md)));
      }
      cancel();
    },
    'AddingMetadata/interceptor': () => {
      for (let i = 0; i < adds; i++) void addPairs(ctx, '/bench.Bench/Unary', undefined, invoker, []);
    },
  };
}

function appending(base: Context): Cases {
  const chain = (length: number) => () => {
    let ctx = base;
    for (let i = 0; i < length; i++) ctx = appendToOutgoingContext(ctx, 'k1', 'v1', 'k2', 'v2');
    do_not_optimize(ctx);
  };
  const lengths = [1, 10, 100, 1000];
  return Object.fromEntries(lengths.map((length) => [`AppendToOutgoingContext/${length}`, chain(length)]));
}

function reading(ctx: Context): Cases {
  const incoming = newIncomingContext(ctx, Pairs('X-My-Header-1', '42'));
  const outgoing = appendToOutgoingContext(
    newOutgoingContext(ctx, New({ k3: ['v3', 'v4'] })),
    ...['k1', 'v1', 'k2', 'v2'],
  );
  const appended = appendToOutgoingContext(
    newOutgoingContext(ctx, New({ 'content-type': 'application/grpc' })),
    ...['grpc-timeout', '10S', 'x-request-id', 'abc-def-123'],
  );
  return {
    FromOutgoingContext: () => do_not_optimize(fromOutgoingContext(outgoing)),
    FromIncomingContext: () => do_not_optimize(fromIncomingContext(incoming)),
    'ValueFromIncomingContext/found': () =>
      do_not_optimize(valueFromIncomingContext(incoming, 'x-my-header-1')),
    'ValueFromIncomingContext/not-found': () =>
      do_not_optimize(valueFromIncomingContext(incoming, 'key-not-found')),
    'ValueFromOutgoingContext/found': () =>
      do_not_optimize(valueFromOutgoingContext(appended, 'grpc-timeout')),
    'ValueFromOutgoingContext/not-found': () =>
      do_not_optimize(valueFromOutgoingContext(appended, 'x-does-not-exist')),
  };
}
