// A user's file: mdctx/http.
import { createServer } from 'node:http';
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import { policy } from 'mdctx/forward';
import * as http from 'mdctx/http';
import { MD } from 'mdctx/metadata';
import type { Status } from 'nice-grpc-common';

const options: http.HttpOptions = {
  deadline: { timeout: 5, header: undefined },
  metadata: policy({}),
  ctx: undefined,
};

createServer((request, response) => {
  expectTypeOf(http.httpContext(request, { ...options, response })).toEqualTypeOf<Context>();
});
createServer(http.nodeHandler((_, response) => response.end()));

expectTypeOf(http.codeFromHttpStatus(404)).toEqualTypeOf<Status>();
expectTypeOf(http.httpStatus(5)).toEqualTypeOf<number>();
expectTypeOf(http.httpError(new Error()).body.message).toEqualTypeOf<string>();
expectTypeOf(http.gatewayHeaders(new MD(), 'trailer')).toEqualTypeOf<Record<string, string[]>>();
expectTypeOf(http.nextRoute(async () => new Response())).returns.toEqualTypeOf<Promise<Response>>();

// @ts-expect-error `timeout` is told in `deadline`
http.express({ timeout: 5 });
