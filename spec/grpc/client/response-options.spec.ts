import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { background, type Context, withCancel } from '../../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../../lib/grpc';
import { MD, newOutgoingContext, Pairs } from '../../../lib/metadata';
import { Peer as PeerInfo } from '../../../lib/peer';
import { Header, OnFinish, Peer, Trailer } from '../../../lib/stub';
import { called, handlersOf, itOfEach, served } from '../../stub/stage';
import { plain } from '../../support/adapters/outcome';
import { Moment } from '../../support/moment';

const refuse = (ctx: Context) => {
  setTrailer(ctx, Pairs('t', '1'));
  throw new ServerError(Status.ABORTED, 'no');
};

describe('stub.Header(), stub.Trailer()', () => {
  itOfEach('fill their MD before a successful call settles', async (kind) => {
    const handlers = handlersOf((ctx) => {
      setHeader(ctx, Pairs('h', '1', 'h', '2'));
      setTrailer(ctx, Pairs('t', '1'));
    });
    await served({ handlers }, async (client) => {
      const [header, trailer] = [Pairs('stale', 'x'), Pairs('stale', 'x')];
      const { messages, error } = await called(client, kind, undefined, Header(header), Trailer(trailer));
      expect({ messages, error }).toEqual({ messages: [{}], error: undefined });
      expect(plain(header)).toEqual({ h: ['1', '2'] });
      expect(header.get('content-type')).toEqual(['application/grpc+proto']);
      expect(plain(trailer)).toEqual({ t: ['1'] });
    });
  });

  itOfEach('fill their MD before a failed call settles', async (kind) => {
    const handlers = handlersOf((ctx) => {
      sendHeader(ctx, Pairs('h', '1'));
      refuse(ctx);
    });
    await served({ handlers }, async (client) => {
      const [header, trailer] = [Pairs('stale', 'x'), Pairs('stale', 'x')];
      const { error } = await called(client, kind, undefined, Header(header), Trailer(trailer));
      expect(error).toMatchObject({ code: Status.ABORTED, details: 'no' });
      expect(plain(header)).toEqual({ h: ['1'] });
      expect(plain(trailer)).toEqual({ t: ['1'] });
    });
  });

  itOfEach('empty the header of a response that is a trailer alone', async (kind) => {
    await served({ handlers: handlersOf(refuse) }, async (client) => {
      const [header, trailer] = [Pairs('stale', 'x'), new MD()];
      await called(client, kind, undefined, Header(header), Trailer(trailer));
      expect(header.size).toBe(0);
      expect(trailer.get('t')).toEqual(['1']);
      expect(trailer.get('content-type')).toEqual(['application/grpc+proto']);
    });
  });

  itOfEach('empty the trailer of a response without one', async (kind) => {
    await served({ handlers: handlersOf(() => {}) }, async (client) => {
      const trailer = Pairs('stale', 'x');
      await called(client, kind, undefined, Trailer(trailer));
      expect(trailer.size).toBe(0);
    });
  });
});

describe('the options of a call that never started', () => {
  const canceled = () => {
    const [ctx, cancel] = withCancel(background());
    cancel();
    return ctx;
  };
  const cases = [
    ['a context that has ended', canceled, Status.CANCELLED, 'context canceled'],
    [
      'metadata that cannot be sent',
      () => newOutgoingContext(background(), Pairs('a key', 'x')),
      Status.INTERNAL,
      'header key "a key" contains illegal characters not in [0-9a-z-_.]',
    ],
  ] as const;

  for (const [name, contextOf, code, details] of cases) {
    itOfEach(`are left alone, but for OnFinish, with ${name}`, async (kind) => {
      const handlers = handlersOf(() => {
        throw new Error('called');
      });
      await served({ handlers }, async (client) => {
        const [header, trailer, peer] = [Pairs('stale', 'h'), Pairs('stale', 't'), new PeerInfo()];
        const errors: unknown[] = [];
        const options = [Header(header), Trailer(trailer), Peer(peer), OnFinish((e) => errors.push(e))];
        const { error } = await called(client, kind, contextOf(), ...options);
        expect(error).toBeInstanceOf(ClientError);
        expect(error).toMatchObject({ code, details });
        expect(errors).toEqual([error]);
        expect([header.get('stale'), trailer.get('stale')]).toEqual([['h'], ['t']]);
        expect(peer.addr).toBeUndefined();
      });
    });
  }
});

describe('stub.Peer()', () => {
  itOfEach('is filled with the server, on success and on failure', async (kind) => {
    let fails = false;
    const handlers = handlersOf((ctx) => fails && refuse(ctx));
    await served({ handlers }, async (client, port) => {
      for (fails of [false, true]) {
        const peer = new PeerInfo();
        await called(client, kind, undefined, Peer(peer));
        expect(String(peer.addr)).toBe(`127.0.0.1:${port}`);
      }
    });
  });
});

describe('stub.OnFinish()', () => {
  itOfEach(
    'is called once, after the other options were filled, with the error if there is one',
    async (kind) => {
      let fails = false;
      const handlers = handlersOf((ctx) => {
        setTrailer(ctx, Pairs('t', '1'));
        if (fails) throw new ServerError(Status.ABORTED, 'no');
      });
      await served({ handlers }, async (client) => {
        for (fails of [false, true]) {
          const trailer = new MD();
          const seen: unknown[] = [];
          const finished = OnFinish((error) => seen.push([error, trailer.get('t')]));
          const { error } = await called(client, kind, undefined, finished, Trailer(trailer), finished);
          expect(error === undefined).toBe(!fails);
          expect(seen).toEqual([
            [error, ['1']],
            [error, ['1']],
          ]);
        }
      });
    },
  );

  it('is called before recv rejects, when many calls are cancelled in the middle', async () => {
    const handlers = handlersOf(() => {});
    handlers.bidi = async (stream) => {
      await stream.send({});
      await new Promise((resolve) => stream.context.signal.addEventListener('abort', resolve));
    };
    await served({ handlers }, async (client) => {
      const [ctx, cancel] = withCancel(background());
      const received = new Moment();
      let waiting = 200;
      const calls = Array.from({ length: waiting }, async () => {
        const [header, trailer] = [new MD(), Pairs('stale', 'x')];
        const errors: unknown[] = [];
        const options = [Header(header), Trailer(trailer), OnFinish((error) => errors.push(error))];
        const stream = await client.bidi(ctx, ...options);
        await stream.recv();
        if (--waiting === 0) received.come();
        const error = await stream.recv().catch((error) => error);
        expect(errors).toEqual([error]);
        expect(error).toMatchObject({ code: Status.CANCELLED, details: 'context canceled' });
        expect([header.has('content-type'), trailer.size]).toEqual([true, 0]);
      });
      await received.came;
      cancel();
      await Promise.all(calls);
    });
  });

  it('is called when the context ends, though nobody receives', async () => {
    const handlers = handlersOf(() => {});
    handlers.bidi = async (stream) => {
      stream.sendHeader();
      await new Promise((resolve) => stream.context.signal.addEventListener('abort', resolve));
    };
    await served({ handlers }, async (client) => {
      const [ctx, cancel] = withCancel(background());
      const finished = new Moment<Error | undefined>();
      const stream = await client.bidi(ctx, OnFinish(finished.come));
      await stream.header();
      cancel();
      expect(await finished.came).toMatchObject({ code: Status.CANCELLED });
    });
  });
});

describe('stub.NewClientOptions.defaultCallOptions', () => {
  itOfEach('come before the options of the call', async (kind) => {
    const seen: string[] = [];
    const [first, second] = [OnFinish(() => seen.push('default')), OnFinish(() => seen.push('own'))];
    const client = { defaultCallOptions: [first] };
    await served({ handlers: handlersOf(() => {}), client }, async (client) => {
      await called(client, kind, undefined, second);
      expect(seen).toEqual(['default', 'own']);
    });
  });
});
