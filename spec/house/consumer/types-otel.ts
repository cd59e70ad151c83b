// A user's file: mdctx/otel.
import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { expectTypeOf } from 'expect-type';
import { inOrder } from 'mdctx/interceptors';
import type { MD } from 'mdctx/metadata';
import { createClientFactory, createServer } from 'mdctx/nice-grpc';
import { clientTracing, mdGetter, mdSetter, serverTracing, type TracingOptions } from 'mdctx/otel';

const options: TracingOptions = { propagator: undefined, tracer: undefined };

expectTypeOf(mdGetter).toEqualTypeOf<TextMapGetter<MD>>();
expectTypeOf(mdSetter).toEqualTypeOf<TextMapSetter<MD>>();
createServer(inOrder(serverTracing(options)));
createClientFactory(inOrder(clientTracing()));

// @ts-expect-error `propagators` is not an option
serverTracing({ propagators: [] });
