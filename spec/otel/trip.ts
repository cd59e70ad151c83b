import { type Span, trace } from '@opentelemetry/api';
import { background, current, run, withTimeout } from '../../lib/context';
import type { ClientInterceptors, ServerInterceptors } from '../../lib/grpc';
import { inOrder } from '../../lib/interceptors';
import { clientTracing, serverTracing } from '../../lib/otel';
import type { Dialled, Handling } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import { everywhere } from '../support/adapters/pairs';
import type { Kind } from '../support/echo';
import { each } from '../support/queue';
import type { Means } from './seen';

const tracer = trace.getTracer('trip');

function interceptorsFor(means: Means): { server?: ServerInterceptors; client?: ClientInterceptors } {
  if (means === 'auto') return {};
  const options = means === 'tracer' ? { tracer } : {};
  return { server: inOrder(serverTracing(options)), client: inOrder(clientTracing(options)) };
}

/** Calls from A by B to C, which look around on their way. */
export class Trip {
  private readonly name: string;
  private strange: string[] = [];
  private traceId: string | undefined;
  private kind: Kind = 'unary';
  private readonly open: Array<() => void> = [];
  private toB: Dialled | undefined;
  private toC: Dialled | undefined;

  private constructor(name: string) {
    this.name = name;
  }

  /** Starts B and C, with the adapter of the name `shape`. `means` is how traces travel. */
  static async over(shape: string, means: Means): Promise<Trip> {
    const interceptors = interceptorsFor(means);
    const pair = everywhere.find(({ name }) => name === shape);
    if (pair === undefined) throw new Error(`trip: there must be an adapter of this name: got ${shape}`);
    const trip = new Trip(`${shape} ${means}`);
    const start = async (handler: (call: Handling) => Promise<void>) => {
      const serving = await pair.server.listen(handler, undefined, interceptors.server);
      const client = pair.client.connect(`127.0.0.1:${serving.port}`, undefined, interceptors.client);
      trip.open.push(
        () => client.close(),
        () => serving.stop(),
      );
      return client;
    };
    trip.toC = await start((call) => trip.handleInC(call));
    trip.toB = await start((call) => trip.handleInB(call));
    return trip;
  }

  /** Makes a call, and returns where something was strange. */
  async go(kind: Kind): Promise<string[]> {
    this.kind = kind;
    this.strange = [];
    await tracer.startActiveSpan(`${this.name} ${kind}`, async (span) => {
      this.traceId = span.spanContext().traceId;
      const [ctx, cancel] = withTimeout(background(), 60_000);
      await run(ctx, async () => {
        const look = this.lookout('A', span);
        const { code, messages } = await outcomeOf(this.call(this.toB));
        if (code !== 0 || messages.length === 0) this.strange.push(`A got ${code}`);
        look('after the call');
      });
      cancel();
      span.end();
    });
    return this.strange;
  }

  close(): void {
    for (const end of this.open) end();
  }

  private async handleInB({ requests, send }: Handling): Promise<void> {
    const look = this.lookout('B');
    for await (const _ of requests) look('at a request');
    const call = this.call(this.toC);
    for (let message = await call.next(); message; message = await call.next()) {
      look('at a message');
      await send(message);
    }
    look('at the end');
  }

  private async handleInC({ requests, send }: Handling): Promise<void> {
    const look = this.lookout('C');
    for await (const request of requests) {
      look('at a request');
      await send(request);
    }
    look('at the end');
  }

  private call(to: Dialled | undefined) {
    if (to === undefined) throw new Error('trip: there must be a client');
    return to.call(this.kind, { request: { n: 1 }, requests: each({ n: 1 }, { n: 2 }) });
  }

  /** Returns a function that notes the places where `current()` or the active span is another than here, or than `span`. */
  private lookout(who: string, span: Span | undefined = trace.getActiveSpan()): (place: string) => void {
    const ctx = current();
    const look = (place: string): void => {
      if (current() !== ctx) this.strange.push(`another context in ${who}, ${place}`);
      if (trace.getActiveSpan() !== span) this.strange.push(`another span in ${who}, ${place}`);
      if (ctx === background() || ctx.deadline === undefined)
        this.strange.push(`no context in ${who}, ${place}`);
      if (span?.spanContext().traceId !== this.traceId)
        this.strange.push(`another trace in ${who}, ${place}`);
    };
    look('at first');
    return look;
  }
}
