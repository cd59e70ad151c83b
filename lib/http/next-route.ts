import { run } from '../context';
import { wrongType } from '../context/internal';
import { statusOf } from '../status/internal';
import { open } from './context';
import { checkOptions, type HttpOptions } from './options';
import type { FetchRequest } from './request';
import { onResponseEnd } from './response-end';
import { httpError } from './status';

/**
 * Returns a route handler for Next, `export const GET = nextRoute(async (request) => …, { deadline: 5_000, metadata })`, that runs
 * `handle` in the context of each request: see `httpContext`. It ends when the body of the response has been read. It serves where
 * else a `Request` is answered by a `Response`, too.
 *
 * If `handle` fails with an error that has a status, as that of a failed call has, or if the request is refused, the client gets
 * what `httpError` says, as JSON. Other errors, and those by which Next redirects, are Next's.
 *
 * @throws TypeError if `handle` is not a function; TypeError or RangeError as `httpContext` does for `options`.
 */
export function nextRoute<Request extends FetchRequest, Rest extends unknown[]>(
  handle: (request: Request, ...rest: Rest) => Response | Promise<Response>,
  options: HttpOptions = {},
): (request: Request, ...rest: Rest) => Promise<Response> {
  if (typeof handle !== 'function') {
    throw wrongType('http: nextRoute: handle', 'a function', handle);
  }
  checkOptions('nextRoute', options);
  return async (request, ...rest) => {
    let end = () => {};
    try {
      const opened = open('nextRoute', request, options);
      end = opened.end;
      return onResponseEnd(await run(opened.ctx, handle, request, ...rest), opened.ctx, end);
    } catch (error) {
      end();
      if (statusOf(error) === undefined) throw error;
      const { status, body } = httpError(error);
      return Response.json(body, { status });
    }
  };
}
