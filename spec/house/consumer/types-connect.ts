// A user's file: mdctx/connect.
import { expectTypeOf } from 'expect-type';
import {
  type ContextCallOptions,
  type createClient,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  withContexts,
} from 'mdctx/connect';
import { background } from 'mdctx/context';
import type { ContextOptions } from 'mdctx/grpc';
import { MD } from 'mdctx/metadata';

const baseUrl = 'http://127.0.0.1:1';

type Transport = Parameters<typeof createClient>[1];

expectTypeOf(createGrpcTransport({ baseUrl })).toExtend<Transport>();
expectTypeOf(createGrpcWebTransport({ baseUrl, httpVersion: '1.1' })).toExtend<Transport>();
expectTypeOf(createConnectTransport({ baseUrl, httpVersion: '2' })).toExtend<Transport>();
expectTypeOf<ContextCallOptions>().toExtend<ContextOptions>();
expectTypeOf(withContexts({ routes: () => {} })).toHaveProperty('contextValues');

export const options: ContextCallOptions = { ctx: background(), header: new MD(), timeoutMs: 5 };

// @ts-expect-error `context` is not an option
export const misspelt: ContextCallOptions = { context: background() };
