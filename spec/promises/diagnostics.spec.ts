import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as immediate } from 'node:timers/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { ServerError, Status } from 'nice-grpc-common';
import { background, withCancel, withTimeout } from '../../lib/context';
import { type CallDiagnostics, type CallStep, sendHeader } from '../../lib/grpc';

import { newOutgoingContext, Pairs } from '../../lib/metadata';
import { New } from '../../lib/status';
import { outcomeOf } from '../support/adapters/outcome';
import { connects } from '../support/adapters/pairs';
import { promised, type Stage } from '../support/adapters/stage';
import { TextSchema, textOf } from '../support/connect-echo';
import { Echo, type Message } from '../support/echo';
import { Moment } from '../support/moment';
import { each } from '../support/queue';

/** What the tracing channel of one side tells, until `close`. */
class Listening {
  readonly told: string[] = [];
  readonly ended = new Moment<CallDiagnostics>();
  private readonly name: string;
  private readonly listener = Object.fromEntries(
    (['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const).map((event) => [
      event,
      (call: CallDiagnostics) => {
        this.told.push(event);
        if (event === 'asyncEnd') this.ended.come(call);
      },
    ]),
  );
  private readonly step = (message: unknown) => {
    const { direction, bytes } = message as CallStep;
    this.told.push(bytes === undefined ? `header ${direction}` : `message ${direction}`);
  };

  constructor(stage: Stage, side: 'server' | 'client') {
    this.name = `mdctx.${side}`;
    tracingChannel(this.name).subscribe(this.listener as never);
    for (const event of ['header', 'message']) subscribe(`tracing:${this.name}:${event}`, this.step);
    stage.finally(() => this.close());
  }

  /** Waits until each call that has started has ended: the next spec hears of this channel, too. */
  async allEnded(): Promise<void> {
    const count = (event: string) => this.told.filter((told) => told === event).length;
    while (count('asyncEnd') < count('start')) await immediate();
  }

  private close(): void {
    tracingChannel(this.name).unsubscribe(this.listener as never);
    for (const event of ['header', 'message']) unsubscribe(`tracing:${this.name}:${event}`, this.step);
  }
}

/** Returns the bytes of messages: of Connect as protobuf encodes them, of all else as they are sent, as JSON. */
const bytesOf = ({ pair }: Stage, ...messages: Message[]) =>
  messages.reduce((sum, message) => sum + (connects.includes(pair) ? inProtobuf : inJson)(message), 0);
const inJson = (message: Message) => JSON.stringify(message).length;
const inProtobuf = (message: Message) => toBinary(TextSchema, textOf(message)).length;

describe('the tracing channel mdctx.server', () => {
  promised('tells of a call from its start to its end, with all its messages and bytes', async (stage) => {
    const server = new Listening(stage, 'server');
    const first: Message = { n: 1 };
    const second: Message = { text: 'second' };
    const client = await stage.serve(async ({ requests, send }) => {
      sendHeader();
      for await (const request of requests) await send(request);
    });
    const ctx = newOutgoingContext(background(), Pairs('authorization', 'SECRET'));
    const options = { ctx, request: first, requests: each(first, second) };
    const { messages } = await outcomeOf(client.call(stage.kind, options));
    const call = await server.ended.came;
    const streamed = stage.kind === 'clientStream' || stage.kind === 'bidi';
    const received = streamed ? [first, second] : [first];
    expect(call).toEqual({
      side: 'server',
      method: Echo[stage.kind].path,
      requestStream: streamed,
      responseStream: stage.kind === 'serverStream' || stage.kind === 'bidi',
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      received: { messages: received.length, bytes: bytesOf(stage, ...received) },
      sent: { messages: messages.length, bytes: bytesOf(stage, ...messages) },
      code: Status.OK,
      duration: expect.any(Number),
    });
    expect([server.told.slice(0, 2), server.told.slice(-2)]).toEqual([
      ['start', 'header received'],
      ['asyncStart', 'asyncEnd'],
    ]);
    expect(server.told.filter((event) => event === 'header sent')).toHaveLength(1);
    expect(server.told.filter((event) => event === 'message sent')).toHaveLength(messages.length);
  });

  promised('tells the code of a call that failed', async (stage) => {
    const server = new Listening(stage, 'server');
    const client = await stage.serve(() => {
      throw new ServerError(Status.NOT_FOUND, 'SECRET');
    });
    await outcomeOf(client.call(stage.kind));
    expect((await server.ended.came).code).toBe(Status.NOT_FOUND);
    expect(server.told).toContain('error');
  });

  promised('tells that a client has cancelled', async (stage) => {
    const server = new Listening(stage, 'server');
    const started = new Moment();
    const client = await stage.serve(() => {
      started.come();
      return new Promise(() => {});
    });
    const [ctx, cancel] = withCancel(background());
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await started.came;
    cancel();
    await outcome;
    expect((await server.ended.came).code).toBe(Status.CANCELLED);
  });

  promised('tells that the time was over', async (stage) => {
    const server = new Listening(stage, 'server');
    const client = await stage.serve(() => new Promise(() => {}));
    // Until there is time enough to reach the handler.
    for (let ms = 25; !server.told.includes('start'); ms *= 2) {
      await outcomeOf(client.call(stage.kind, { ctx: withTimeout(background(), ms)[0] }));
    }
    const { code } = await server.ended.came;
    expect([Status.DEADLINE_EXCEEDED, Status.CANCELLED]).toContain(code); // the client's reset may be first
    await server.allEnded();
  });

  promised(
    'tells the code that its client is told, of details that are too large to be sent too',
    async (stage) => {
      const server = new Listening(stage, 'server');
      const client = await stage.serve(() => {
        const value = 'x'.repeat(70_000);
        throw New(Status.NOT_FOUND, 'no')
          .withDetails([StringValueSchema, create(StringValueSchema, { value })])
          .err();
      });
      const { code } = await outcomeOf(client.call(stage.kind));
      expect((await server.ended.came).code).toBe(code);
    },
  );
});

describe('the tracing channel mdctx.client', () => {
  promised('tells of a call from its start to its end, with all its messages and bytes', async (stage) => {
    const client = await stage.serve(async ({ requests, send }) => {
      for await (const request of requests) await send(request);
    });
    const told = new Listening(stage, 'client');
    const first: Message = { n: 1 };
    const second: Message = { text: 'second' };
    const ctx = newOutgoingContext(background(), Pairs('authorization', 'SECRET'));
    const options = { ctx, request: first, requests: each(first, second) };
    const { messages } = await outcomeOf(client.call(stage.kind, options));
    const streamed = stage.kind === 'clientStream' || stage.kind === 'bidi';
    const sent = streamed ? [first, second] : [first];
    expect(await told.ended.came).toEqual({
      side: 'client',
      method: Echo[stage.kind].path,
      requestStream: streamed,
      responseStream: stage.kind === 'serverStream' || stage.kind === 'bidi',
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      sent: { messages: sent.length, bytes: bytesOf(stage, ...sent) },
      received: { messages: messages.length, bytes: bytesOf(stage, ...messages) },
      code: Status.OK,
      duration: expect.any(Number),
    });
    const [starts, ends] = [told.told.slice(0, 2), told.told.slice(-2)];
    expect([starts, ends]).toEqual([
      ['start', 'header sent'],
      ['asyncStart', 'asyncEnd'],
    ]);
  });

  promised('tells the code of a call that failed, or was cancelled', async (stage) => {
    const started = new Moment();
    const client = await stage.serve(async () => {
      if (started.hasCome) throw new ServerError(Status.NOT_FOUND, 'SECRET');
      started.come();
      await new Promise(() => {});
    });
    const cancelled = new Listening(stage, 'client');
    const [ctx, cancel] = withCancel(background());
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await started.came;
    cancel();
    await outcome;
    expect((await cancelled.ended.came).code).toBe(Status.CANCELLED);
    const failed = new Listening(stage, 'client');
    await outcomeOf(client.call(stage.kind));
    expect((await failed.ended.came).code).toBe(Status.NOT_FOUND);
    expect(failed.told).toContain('error');
  });
});
