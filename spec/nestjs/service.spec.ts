import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  BadRequestException,
  type CanActivate,
  Controller,
  Get,
  type INestApplication,
  type INestMicroservice,
  Module,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall, GrpcStreamMethod, Payload, RpcException } from '@nestjs/microservices';
import { ClsModule, ClsService } from 'nestjs-cls';
import { ServerError, Status } from 'nice-grpc-common';
import { Observable, tap } from 'rxjs';
import { background, Canceled, type Context, current, DeadlineExceeded, withCancel } from '../../lib/context';
import { policy } from '../../lib/forward';
import { sendHeader, type UnaryServerInterceptor } from '../../lib/grpc';
import { express } from '../../lib/http';
import { deadlineBounds, inOrder } from '../../lib/interceptors';
import { type MD, newOutgoingContext, Pairs } from '../../lib/metadata';

import { Ctx, IncomingMetadata } from '../../lib/nestjs';
import { ask } from '../http/ask';
import { outcomeOf } from '../support/adapters/outcome';
import type { Message } from '../support/echo';
import { Moment } from '../support/moment';
import { each } from '../support/queue';
import { type App, hybrid, microservice, type Setting } from './app';

/** The handlers of one test. */
let unary: (request: Message, ctx: Context, md: MD, ids: string[] | undefined) => unknown = () => ({});
const streaming: (requests: Observable<Message>) => unknown = () => ({});
let calling: (call: ServerDuplexStream<Message, Message>) => void = () => {};

@Controller()
class EchoController {
  @GrpcMethod('Echo', 'unary')
  unary(
    @Payload() request: Message,
    @Ctx() ctx: Context,
    @IncomingMetadata() md: MD,
    @IncomingMetadata('id') ids: string[] | undefined,
  ) {
    return unary(request, ctx, md, ids);
  }

  @GrpcStreamMethod('Echo', 'clientStream')
  clientStream(requests: Observable<Message>) {
    return streaming(requests);
  }

  @GrpcStreamCall('Echo', 'bidi')
  bidi(call: ServerDuplexStream<Message, Message>) {
    calling(call);
  }

  @Get('ids')
  ids(@IncomingMetadata('id') ids: string[]) {
    return { ids };
  }

  @Get('failing')
  failing() {
    throw new ServerError(Status.NOT_FOUND, 'no such thing');
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

const open: App[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});

async function serve(setting: Setting<INestMicroservice> = {}, module = EchoModule): Promise<App> {
  const app = await microservice(module, setting);
  open.push(app);
  return app;
}

const withId = newOutgoingContext(background(), Pairs('id', '1', 'id', '2, 3'));

describe('in a handler of Nest', () => {
  it('context and metadata are parameters', async () => {
    unary = (request, ctx, md, ids) => ({ request, same: ctx === current(), md: md.get('id'), ids });
    const { client } = await serve();
    const { messages } = await outcomeOf(client.call('unary', { ctx: withId, request: { n: 1 } }));
    const ids = ['1', '2, 3'];
    expect(messages).toEqual([{ request: { n: 1 }, same: true, md: ids, ids }]);
  });

  it('guards, pipes, interceptors and filters run in the context of the call, too', async () => {
    const places: string[] = [];
    let handled: Context | undefined;
    const look = <T>(place: string, value?: T): T | undefined => {
      handled ??= current();
      places.push(current() === handled && handled !== background() ? place : `${place}: strange`);
      return value;
    };
    const guard: CanActivate = { canActivate: () => look('guard', true) === true };
    const pipe: PipeTransform = { transform: (value) => look('pipe', value) };
    const around: NestInterceptor = {
      intercept: (_, next) => {
        look('before');
        return next.handle().pipe(tap(() => look('after')));
      },
    };
    unary = async () => {
      look('handler');
      await null;
      look('handler later');
      return {};
    };
    const { client } = await serve({
      use: (app) => app.useGlobalGuards(guard).useGlobalPipes(pipe).useGlobalInterceptors(around),
    });
    await outcomeOf(client.call('unary', { ctx: withId }));
    expect([...new Set(places)]).toEqual(['guard', 'before', 'pipe', 'handler', 'handler later', 'after']);
  });

  it('interceptors of grpc-go’s kind stand before all these', async () => {
    const order: string[] = [];
    const outer: UnaryServerInterceptor = async (ctx, req, { fullMethod }, handler) => {
      order.push(`before ${fullMethod}`);
      const response = await handler(ctx, { ...(req as Message), by: 'the interceptor' });
      order.push('after');
      return response;
    };
    unary = (request) => {
      order.push('handler');
      return request;
    };
    const { client } = await serve({ interceptors: { unaryInterceptors: [outer] } });
    const { messages } = await outcomeOf(client.call('unary', { request: { n: 1 } }));
    expect(messages).toEqual([{ n: 1, by: 'the interceptor' }]);
    expect(order).toEqual(['before /test.Echo/Unary', 'handler', 'after']);
  });

  it('a @GrpcStreamCall has the call itself', async () => {
    const seen = new Moment<unknown>();
    calling = (call) => {
      const ctx = current();
      sendHeader();
      call.on('data', (message) => call.write(message));
      call.on('end', () => {
        seen.come(current() === ctx);
        call.end();
      });
    };
    const { client } = await serve();
    const { messages } = await outcomeOf(client.call('bidi', { requests: each({ n: 1 }, { n: 2 }) }));
    expect([messages, await seen.came]).toEqual([[{ n: 1 }, { n: 2 }], true]);
  });

  it('nestjs-cls goes on working', async () => {
    @Module({
      imports: [ClsModule.forRoot({ interceptor: { mount: true, setup: (cls) => cls.set('mine', 'kept') } })],
      controllers: [EchoController],
    })
    class ClsApp {}
    const { app, client } = await serve({}, ClsApp);
    const cls = app.get(ClsService, { strict: false });
    unary = async (_, ctx) => {
      await null;
      return { mine: cls.get('mine'), same: current() === ctx };
    };
    expect((await outcomeOf(client.call('unary'))).messages).toEqual([{ mine: 'kept', same: true }]);
  });
});

describe('the Observable of a unary call', () => {
  it.each([
    ['its client cancels', Canceled],
    ['its time is over', DeadlineExceeded],
  ])('is torn down when %s', async (_, expected) => {
    const [started, torn] = [new Moment<Context>(), new Moment<unknown>()];
    unary = (_, ctx) => {
      started.come(ctx);
      return new Observable(() => () => torn.come([ctx.err(), current() === ctx]));
    };
    // A bound of the server's own: with a deadline of the client's, its reset may be first.
    const bounds = deadlineBounds({ maxTimeout: 50 });
    const { client } = await serve({ interceptors: expected === DeadlineExceeded ? inOrder(bounds) : {} });
    const [ctx, cancel] = withCancel(background());
    const outcome = outcomeOf(client.call('unary', { ctx }));
    await started.came;
    if (expected === Canceled) cancel();
    await outcome;
    expect(await torn.came).toEqual([expected, true]);
  });
});

describe('nestjs.StatusFilter', () => {
  it.each<[string, () => unknown, Status, string]>([
    ['a status', () => new ServerError(Status.NOT_FOUND, 'no tea'), Status.NOT_FOUND, 'no tea'],
    ['the end of a context', () => Canceled, Status.CANCELLED, 'context canceled'],
    [
      'Nest’s exceptions for HTTP',
      () => new BadRequestException(['a', 'b']),
      Status.INVALID_ARGUMENT,
      'a; b',
    ],
    [
      'Nest’s own for calls',
      () => new RpcException({ code: 8, message: 'full' }),
      Status.RESOURCE_EXHAUSTED,
      'full',
    ],
    ['an accident', () => new Error('SECRET'), Status.UNKNOWN, 'Internal server error'],
  ])('tells %s', async (_, made, code, details) => {
    unary = () => {
      throw made();
    };
    const { client } = await serve();
    expect(await outcomeOf(client.call('unary'))).toEqual({ messages: [], code, details });
  });

  it('tells that a guard has refused', async () => {
    const { client } = await serve({ use: (app) => app.useGlobalGuards({ canActivate: () => false }) });
    expect(await outcomeOf(client.call('unary'))).toMatchObject({
      code: Status.PERMISSION_DENIED,
      details: 'Forbidden resource',
    });
  });
});

describe('a hybrid application', () => {
  it('answers over HTTP and gRPC in the contexts of both', async () => {
    unary = (_, _ctx, md) => ({ ids: md.get('id') });
    const ids = policy({ keys: ['id'] });
    const made = await hybrid(EchoModule, {
      use: (app: INestApplication) => app.use(express({ metadata: ids })),
    });
    open.push(made);
    const { messages } = await outcomeOf(made.client.call('unary', { ctx: withId }));
    expect(messages).toEqual([{ ids: ['1', '2, 3'] }]);
    const port = Number(new URL(await (made.app as INestApplication).getUrl()).port);
    const get = (path: string) =>
      fetch(`http://127.0.0.1:${port}/${path}`, { headers: { id: '4' } }).then(async (response) => [
        response.status,
        await response.json(),
      ]);
    expect(await get('ids')).toEqual([200, { ids: ['4'] }]);
    expect(await get('failing')).toEqual([404, { code: 5, message: 'no such thing', details: [] }]);
    expect(await ask({ port })).toMatchObject({ status: 404 });
  });
});
