import { type Context, run } from '../../context';
import type { StreamCall } from '../../grpc/internal';

/** How many messages wait to be sent before the next is asked for: as many as a stream of grpc-js's keeps. */
const window = 16;

/** Sends what `requests` gives, asked for in the context `caller`. If they fail, so does the call, with their error. */
export function sendEach(requests: AsyncIterable<unknown>, call: StreamCall, caller: Context): Promise<void> {
  return run(caller, send, requests, call);
}

async function send(requests: AsyncIterable<unknown>, call: StreamCall): Promise<void> {
  try {
    if (call.hasEnded) return; // it was refused
    for await (const request of requests) {
      if (call.hasEnded) return;
      if (call.unsent < window - 1) call.send(request, ignore);
      else await sent(call, request);
    }
    call.closeSend();
  } catch (error) {
    call.abandon(error);
  }
}

/** Sends a message, and settles when it was sent, or the call has ended. */
function sent(call: StreamCall, request: unknown): Promise<void> {
  return new Promise((resolve) => call.send(request, () => resolve()));
}

function ignore(): void {}
