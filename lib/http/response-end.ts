import { bind, type Context } from '../context';

/** Returns a response like `response`, whose body is made in `ctx`, and which calls `end` once it has been read or given up. */
export function onResponseEnd(response: Response, ctx: Context, end: () => void): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) {
    end();
    return response;
  }
  const reader = body.getReader();
  const passed = new ReadableStream<Uint8Array>(
    {
      pull: bind(ctx, async (controller: ReadableStreamDefaultController<Uint8Array>) => {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          end();
          controller.close();
        } catch (error) {
          end();
          controller.error(error);
        }
      }),
      cancel: bind(ctx, (reason: unknown) => {
        end();
        return reader.cancel(reason);
      }),
    },
    { highWaterMark: 0 },
  );
  return new Response(passed, { status, statusText, headers });
}
