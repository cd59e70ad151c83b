import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { background } from '../../lib/context';
import type { ClientInterceptors, StreamClientInterceptor, UnaryClientInterceptor } from '../../lib/grpc';
import {
  appendToOutgoingContext,
  MD,
  newOutgoingContext,
  Pairs,
  valueFromIncomingContext,
} from '../../lib/metadata';
import { Header, Trailer } from '../../lib/stub';
import {
  clientInterceptors,
  clientTrace,
  type Events,
  serverInterceptors,
  serverTrace,
} from '../interception/trace';
import type { Kind } from '../support/echo';
import { called, handlersOf, itOfEach, served } from './stage';

describe('the interceptors of a stub', () => {
  itOfEach('see a call from the first to the last and back', async (kind) => {
    const events: Events = [];
    const client = clientInterceptors(clientTrace('1', events), clientTrace('2', events));
    await served({ handlers: handlersOf(() => {}), client }, async (client) => {
      await called(client, kind, undefined);
    });
    const path: Record<Kind, string> = {
      unary: '/test.Echo/Unary {}',
      serverStream: '/test.Echo/ServerStream ServerStream false true',
      clientStream: '/test.Echo/ClientStream ClientStream true false',
      bidi: '/test.Echo/Bidi Bidi true true',
    };
    const sends = ['1: send {}', '2: send {}', '1: closeSend', '2: closeSend'];
    const receives = ['2: recv returns {}', '1: recv returns {}'];
    const ends = ['2: recv returns nothing', '1: recv returns nothing'];
    const rest: Record<Kind, string[]> = {
      unary: ['2: returns {}', '1: returns {}'],
      serverStream: [...sends, ...receives, ...ends],
      clientStream: [...sends, ...receives],
      bidi: [...sends, ...receives, ...ends],
    };
    expect(events).toEqual([`1: ${path[kind]}`, `2: ${path[kind]}`, ...rest[kind]]);
  });

  itOfEach('are given the options of the call, defaults first, and may add their own', async (kind) => {
    const [first, second, mine] = [new MD(), new MD(), new MD()];
    const counts: number[] = [];
    const unary: UnaryClientInterceptor = (ctx, method, req, invoker, opts) => {
      counts.push(
        opts.findIndex((opt) => opt.kind === 'header' && opt.md === first),
        opts.length,
      );
      return invoker(ctx, method, req, [...opts, Trailer(mine)]);
    };
    const stream: StreamClientInterceptor = (ctx, desc, method, streamer, opts) => {
      counts.push(
        opts.findIndex((opt) => opt.kind === 'header' && opt.md === first),
        opts.length,
      );
      return streamer(ctx, desc, method, [...opts, Trailer(mine)]);
    };
    const interceptors: ClientInterceptors = { unaryInterceptors: [unary], streamInterceptors: [stream] };
    const client = { ...interceptors, defaultCallOptions: [Header(first)] };
    await served({ handlers: handlersOf(() => {}), client }, async (client) => {
      await called(client, kind, undefined, Header(second));
      expect(counts).toEqual([0, 2]);
      expect([first.has('content-type'), second.has('content-type')]).toEqual([true, true]);
    });
  });

  itOfEach('add to the outgoing metadata, after that of the caller', async (kind) => {
    const client: ClientInterceptors = {
      unaryInterceptors: [
        (ctx, method, req, invoker, opts) =>
          invoker(appendToOutgoingContext(ctx, 'k', '2'), method, req, opts),
      ],
      streamInterceptors: [
        (ctx, desc, method, streamer, opts) =>
          streamer(appendToOutgoingContext(ctx, 'k', '2'), desc, method, opts),
      ],
    };
    const seen: unknown[] = [];
    await served(
      { handlers: handlersOf((ctx) => seen.push(valueFromIncomingContext(ctx, 'k'))), client },
      (client) => called(client, kind, newOutgoingContext(background(), Pairs('k', '1'))).then(() => {}),
    );
    expect(seen).toEqual([['1', '2']]);
  });

  itOfEach('throw what the caller gets, as it is', async (kind) => {
    const error = new ClientError('/mine', Status.RESOURCE_EXHAUSTED, 'enough');
    const refuse = async (): Promise<never> => {
      throw error;
    };
    const client = { unaryInterceptors: [refuse], streamInterceptors: [refuse] };
    await served({ handlers: handlersOf(() => {}), client }, async (client) => {
      expect((await called(client, kind, undefined)).error).toBe(error);
    });
  });
});

describe('the interceptors of a server, before handlers of a stub', () => {
  itOfEach('see what the handler throws, and then the client does', async (kind) => {
    const events: Events = [];
    const server = serverInterceptors(serverTrace('1', events));
    const handlers = handlersOf(() => {
      throw new ServerError(Status.DATA_LOSS, 'all of it');
    });
    await served({ handlers, server }, async (client) => {
      const { error } = await called(client, kind, undefined);
      expect(error).toMatchObject({ code: Status.DATA_LOSS, details: 'all of it' });
      expect(events.at(-1)).toBe('1: throws DATA_LOSS: all of it');
    });
  });
});
