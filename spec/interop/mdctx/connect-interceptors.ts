import type { Empty } from '@bufbuild/protobuf/wkt';
import type { ClientInterceptors, ServerInterceptors } from '../../../lib/grpc';
import { type Translation, translation } from '../support/connect-service';
import { type Message, testService } from '../support/test-service';

// The scripts of unary interceptors look at messages of ../support/test-service; on Connect these are in messages of protobuf's. Those of
// streams look at none.

const translations = new Map(Object.values(testService).map((method) => [method.path, translation(method)]));

function translationOf(path: string): Translation {
  const found = translations.get(path);
  if (found === undefined) throw new Error(`spec/interop: no such method: ${path}`);
  return found;
}

/** Returns interceptors like these, which see messages of ../support/test-service. */
export function translatedServer({
  unaryInterceptors = [],
  ...rest
}: ServerInterceptors): ServerInterceptors {
  return {
    ...rest,
    unaryInterceptors: unaryInterceptors.map((interceptor) => async (ctx, req, info, handler) => {
      const { request, requestIn, response, responseIn } = translationOf(info.fullMethod);
      const reply = await interceptor(ctx, requestIn(req as Empty), info, async (ctx, req) =>
        responseIn((await handler(ctx, request(req as Message))) as Empty),
      );
      return response(reply as Message);
    }),
  };
}

/** The same for a client. */
export function translatedClient({
  unaryInterceptors = [],
  ...rest
}: ClientInterceptors): ClientInterceptors {
  return {
    ...rest,
    unaryInterceptors: unaryInterceptors.map((interceptor) => async (ctx, method, req, invoker, opts) => {
      const { request, requestIn, response, responseIn } = translationOf(method);
      const invoke: typeof invoker = async (ctx, method, req, opts) =>
        responseIn((await invoker(ctx, method, request(req as Message), opts)) as Empty);
      return response((await interceptor(ctx, method, requestIn(req as Empty), invoke, opts)) as Message);
    }),
  };
}
