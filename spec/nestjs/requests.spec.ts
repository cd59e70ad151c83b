import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import type { ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  type INestMicroservice,
  Module,
} from '@nestjs/common';
import { GrpcStreamCall, GrpcStreamMethod } from '@nestjs/microservices';
import { Status } from 'nice-grpc-common';
import { lastValueFrom, map, type Observable, toArray } from 'rxjs';
import { Canceled, type Context, current, DeadlineExceeded } from '../../lib/context';
import type { StreamServerInterceptor } from '../../lib/grpc';
import { fromError } from '../../lib/status';
import { outcomeOf } from '../support/adapters/outcome';
import { type Cut, CutUpload } from '../support/cut-upload';
import { Echo, type Message } from '../support/echo';
import { Moment } from '../support/moment';
import { each } from '../support/queue';
import { type App, microservice, type Setting } from './app';

// A stream of requests, as each style of handler that Nest knows has it.

/** What one test notes. */
let received: (message: Message) => void = () => {};
let failed: (seen: unknown) => void = () => {};

const note = (error: unknown) => failed([fromError(error)?.code, current().err()]);
const collected = (requests: Observable<Message>) =>
  lastValueFrom(
    requests.pipe(
      map((message) => {
        received(message);
        return message;
      }),
      toArray(),
    ),
  );

@Controller()
class Observing {
  @GrpcStreamMethod('Echo', 'clientStream')
  clientStream(requests: Observable<Message>) {
    requests.subscribe({ error: note });
    return requests.pipe(
      map((message) => {
        received(message);
        return message;
      }),
      toArray(),
      map((all) => ({ all })),
    );
  }

  @GrpcStreamMethod('Echo', 'bidi')
  bidi(requests: Observable<Message>) {
    return this.clientStream(requests);
  }
}

@Controller()
class Awaiting {
  @GrpcStreamMethod('Echo', 'clientStream')
  async clientStream(requests: Observable<Message>) {
    try {
      return { all: await collected(requests) };
    } catch (error) {
      note(error);
      throw error;
    }
  }

  @GrpcStreamMethod('Echo', 'bidi')
  bidi(requests: Observable<Message>) {
    return this.clientStream(requests);
  }
}

@Controller()
class AwaitingLate {
  @GrpcStreamMethod('Echo', 'clientStream')
  async clientStream(requests: Observable<Message>) {
    await new Promise((resolve) => setImmediate(resolve));
    try {
      return { all: await collected(requests) };
    } catch (error) {
      note(error);
      throw error;
    }
  }

  @GrpcStreamMethod('Echo', 'bidi')
  bidi(requests: Observable<Message>) {
    return this.clientStream(requests);
  }
}

@Controller()
class Listening {
  @GrpcStreamCall('Echo', 'clientStream')
  clientStream(call: ServerReadableStream<Message, Message>, answer: sendUnaryData<Message>) {
    const all: Message[] = [];
    call.on('data', (message: Message) => {
      all.push(message);
      received(message);
    });
    call.on('error', note);
    call.on('end', () => answer(null, { all }));
  }

  @GrpcStreamCall('Echo', 'bidi')
  bidi(call: ServerDuplexStream<Message, Message>) {
    const all: Message[] = [];
    call.on('data', (message: Message) => {
      all.push(message);
      received(message);
    });
    call.on('error', note);
    call.on('end', () => {
      call.write({ all });
      call.end();
    });
  }
}

/** Lets a call pass when its requests have come to their end, as a guard that asks somebody else may. */
class SlowGuard implements CanActivate {
  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const call: EventEmitter = execution.getArgByIndex(2);
    if (call !== undefined) await once(call, 'end');
    return true;
  }
}

const passing: StreamServerInterceptor = (srv, stream, _, handler) => handler(srv, stream);
const behindInterceptors: Setting<INestMicroservice> = { interceptors: { streamInterceptors: [passing] } };
const behindGuard: Setting<INestMicroservice> = { use: (app) => app.useGlobalGuards(new SlowGuard()) };

const styles = [
  ['an Observable', Observing],
  ['a promise', Awaiting],
  ['a promise that subscribes late', AwaitingLate],
  ['the call itself', Listening],
] as const;

const open: App[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});

async function serve(
  controller: (typeof styles)[number][1],
  setting: Setting<INestMicroservice> = {},
): Promise<App> {
  @Module({ controllers: [controller] })
  class EchoModule {}
  const app = await microservice(EchoModule, setting);
  open.push(app);
  return app;
}

describe.each(styles)('the requests of a handler of Nest that returns or has %s', (_, controller) => {
  const settings: Array<readonly [string, Setting<INestMicroservice>]> = [
    ['alone', {}],
    ['behind interceptors of grpc-go’s kind', behindInterceptors],
    ['behind a guard that lets it wait', behindGuard],
    ['behind both', { ...behindInterceptors, ...behindGuard }],
  ];

  it.each(settings)('are all there, and come to an end: %s', async (_, setting) => {
    const { client } = await serve(controller, setting);
    const requests = [{ n: 1 }, { n: 2 }, { n: 3 }];
    for (const kind of ['clientStream', 'bidi', 'clientStream'] as const) {
      const outcome = await outcomeOf(client.call(kind, { requests: each(...requests) }));
      expect(outcome).toEqual({ messages: [{ all: requests }], code: Status.OK, details: '' });
    }
  });

  it.each(
    settings
      .slice(0, 2)
      .flatMap(([name, setting]) =>
        (['reset', 'connection', 'deadline'] as const).flatMap((cut) =>
          (['clientStream', 'bidi'] as const).map((kind) => [name, cut, kind, setting] as const),
        ),
      ),
  )('fail if the client was cut off: %s, %s, %s', async (_, cut: Cut, kind, setting) => {
    const { port } = await serve(controller, setting);
    const came = new Moment<Context>();
    const seen = new Moment<unknown>();
    received = () => came.come(current());
    failed = seen.come;
    const upload = new CutUpload(port, Echo[kind].path, 1, cut === 'deadline' ? '500m' : undefined);
    await came.came;
    upload.cut(cut);
    expect(await seen.came).toEqual(
      cut === 'deadline' ? [Status.DEADLINE_EXCEEDED, DeadlineExceeded] : [Status.CANCELLED, Canceled],
    );
    upload.close();
  });
});

describe('a call of Nest that fails after the end of its requests', () => {
  it.each(['clientStream', 'bidi'] as const)('ends alone: %s', async (kind) => {
    class Refusing implements CanActivate {
      async canActivate(execution: ExecutionContext): Promise<boolean> {
        await once(execution.getArgByIndex(2), 'end');
        return false;
      }
    }
    const { client } = await serve(Awaiting, { use: (app) => app.useGlobalGuards(new Refusing()) });
    for (let call = 0; call < 2; call++) {
      const outcome = await outcomeOf(client.call(kind, { requests: each({ n: 1 }) }));
      expect(outcome).toMatchObject({ code: Status.PERMISSION_DENIED });
    }
  });
});
