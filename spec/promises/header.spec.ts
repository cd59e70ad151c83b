import { ServerError, Status } from 'nice-grpc-common';
import { background, current, run, withCancel, withoutCancel, withValue } from '../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import { MD, New, Pairs } from '../../lib/metadata';
import type { Handler } from '../support/adapters/adapter';
import { ArrivingMD } from '../support/adapters/arriving';
import { outcomeOf, plain } from '../support/adapters/outcome';
import { adapters, crossings, hasOneBlock } from '../support/adapters/pairs';
import { foreign, promised, type Stage } from '../support/adapters/stage';

/** The events of the runtimes that tell that the header has come. */
const headerEvents: readonly string[] = ['metadata', 'onHeader'];

/** The kinds of call with a stream of responses. */
const streaming = { kinds: ['serverStream', 'bidi'] } as const;

/**
 * Has `handler` handle a call that goes on only when the client has the header, by `shown`, and returns the header.
 */
async function headerBeforeEnd(stage: Stage, handler: (shown: Promise<void>) => Handler): Promise<MD> {
  const header = new ArrivingMD();
  const client = await stage.serve(handler(header.arrived));
  const { code } = await outcomeOf(client.call(stage.kind, { header }));
  expect(code).toBe(Status.OK);
  return header;
}

describe('the header', () => {
  promised(
    'is all that was set, in order',
    async (stage) => {
      const { header } = await stage.call(() => {
        setHeader(Pairs('k1', 'v1', 'k1', 'v2', 'k-bin', Uint8Array.of(0, 255)));
        setHeader(New());
        setHeader(Pairs('k2', 'a, b', 'k1', 'v3'));
      });
      expect(plain(header)).toEqual({ k1: ['v1', 'v2', 'v3'], k2: ['a, b'], 'k-bin': ['\x00\xff'] });
    },
    { pairs: crossings },
  );

  promised('is what was set, then what is sent', async (stage) => {
    const { header } = await stage.call(() => {
      setHeader(Pairs('k', 'set'));
      sendHeader(Pairs('k', 'sent', 'other', '1'));
    });
    expect(plain(header)).toEqual({ k: ['set', 'sent'], other: ['1'] });
  });

  promised('is what it was when it was set', async (stage) => {
    const { header } = await stage.call(() => {
      const md = Pairs('k', '1');
      setHeader(md);
      md.append('k', '2');
    });
    expect(plain(header)).toEqual({ k: ['1'] });
  });

  promised('may be set through each context that is derived from that of the call', async (stage) => {
    const { header } = await stage.call(() => {
      setHeader(current(), Pairs('k', '1'));
      setHeader(withValue(foreign, 'no'), Pairs('k', '2'));
      setHeader(withCancel()[0], Pairs('k', '3'));
      run(withoutCancel(), () => setHeader(Pairs('k', '4')));
    });
    expect(plain(header)).toEqual({ k: ['1', '2', '3', '4'] });
  });

  promised(
    'comes as soon as it is sent',
    async (stage) => {
      const header = await headerBeforeEnd(stage, (shown) => async () => {
        sendHeader(Pairs('k', '1'));
        await shown;
      });
      expect(plain(header)).toEqual({ k: ['1'] });
    },
    { except: hasOneBlock },
  );

  promised(
    'comes as soon as it is sent, though it is empty',
    async (stage) => {
      const header = await headerBeforeEnd(stage, (shown) => async () => {
        sendHeader();
        await shown;
      });
      expect(plain(header)).toEqual({});
      expect(header.get('content-type')).toEqual([expect.stringMatching(stage.pair.contentType)]);
    },
    { except: hasOneBlock },
  );

  promised(
    'comes with the first message',
    async (stage) => {
      const header = await headerBeforeEnd(stage, (shown) => async ({ send }) => {
        setHeader(Pairs('k', '1'));
        await send({});
        await shown;
      });
      expect(plain(header)).toEqual({ k: ['1'] });
    },
    streaming,
  );

  promised(
    'comes once, however many messages there are',
    async (stage) => {
      const events: string[] = [];
      const handle: Handler = async ({ send }) => {
        setHeader(Pairs('k', '1'));
        for (let n = 0; n < 3; n++) await send({ n });
      };
      await stage.call(handle, { heard: (event) => events.push(event) });
      expect(events.filter((event) => headerEvents.includes(event))).toHaveLength(1);
    },
    { except: ({ tellsHeader }) => tellsHeader === false },
  );

  promised('comes without a message too', async (stage) => {
    const { header } = await stage.call(() => setHeader(Pairs('k', '1')));
    expect(plain(header)).toEqual({ k: ['1'] });
  });

  promised('comes with an error if something was set', async (stage) => {
    const { header, trailer, code, details } = await stage.call(() => {
      setHeader(Pairs('h', '1'));
      setTrailer(Pairs('t', '1'));
      throw new ServerError(Status.NOT_FOUND, 'no such thing');
    });
    expect([plain(header), plain(trailer)]).toEqual([{ h: ['1'] }, { t: ['1'] }]);
    expect([code, details]).toEqual([Status.NOT_FOUND, 'no such thing']);
  });

  promised('comes before an error if it was sent', async (stage) => {
    const { header, trailer, code } = await stage.call(() => {
      sendHeader(Pairs('h', '1'));
      throw new ServerError(Status.NOT_FOUND, 'no such thing');
    });
    expect([plain(header), plain(trailer), code]).toEqual([{ h: ['1'] }, {}, Status.NOT_FOUND]);
  });

  promised(
    'does not come with an error if nothing was set',
    async (stage) => {
      const events: string[] = [];
      const header = Pairs('left', 'over');
      const handle = () => {
        setHeader(New());
        setTrailer(Pairs('t', '1'));
        throw new ServerError(Status.NOT_FOUND, 'no such thing');
      };
      const { trailer, code } = await stage.call(handle, { header, heard: (event) => events.push(event) });
      expect(events.filter((event) => headerEvents.includes(event))).toEqual([]);
      expect([...header]).toEqual([]);
      expect([plain(trailer), code]).toEqual([{ t: ['1'] }, Status.NOT_FOUND]);
      expect(trailer.has('content-type')).toBe(true); // one block of fields is all that came
    },
    { pairs: adapters },
  );
});

describe('the trailer', () => {
  promised(
    'is all that was set, in order',
    async (stage) => {
      const { header, trailer } = await stage.call(async ({ send }) => {
        setTrailer(Pairs('k1', 'v1', 'k1', 'v2', 'k-bin', Uint8Array.of(0, 255)));
        sendHeader();
        setTrailer(New());
        setTrailer(Pairs('k2', 'a, b'));
        await send({});
        setTrailer(Pairs('k1', 'v3'));
      });
      expect(plain(trailer)).toEqual({ k1: ['v1', 'v2', 'v3'], k2: ['a, b'], 'k-bin': ['\x00\xff'] });
      expect(plain(header)).toEqual({});
    },
    { pairs: crossings },
  );

  promised('is what it was when it was set', async (stage) => {
    const { trailer } = await stage.call(() => {
      const md = Pairs('k', '1');
      setTrailer(md);
      md.append('k', '2');
    });
    expect(plain(trailer)).toEqual({ k: ['1'] });
  });

  promised('may be set through each context that is derived from that of the call', async (stage) => {
    const { trailer } = await stage.call(() => {
      setTrailer(current(), Pairs('k', '1'));
      setTrailer(withValue(foreign, 'no'), Pairs('k', '2'));
      run(withoutCancel(), () => setTrailer(Pairs('k', '3')));
    });
    expect(plain(trailer)).toEqual({ k: ['1', '2', '3'] });
  });

  promised('comes with an error of each sort', async (stage) => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(); // nice-grpc does, of one without a status
    stage.finally(() => warned.mockRestore());
    const client = await stage.serve(async ({ requests }) => {
      setTrailer(Pairs('t', '1'));
      for await (const { late } of requests) if (late) throw new ServerError(Status.ABORTED, 'late');
      throw new Error('of no status');
    });
    for (const [late, code] of [[true, Status.ABORTED] as const, [false, stage.pair.accident] as const]) {
      const trailer = new MD();
      const outcome = await outcomeOf(client.call(stage.kind, { trailer, request: { late } }));
      expect([outcome.code, plain(trailer)]).toEqual([code, { t: ['1'] }]);
    }
  });

  promised('is empty, in place of what was there, if none was set', async (stage) => {
    const trailer = Pairs('left', 'over');
    await stage.call(({ send }) => send({}), { trailer, ctx: background() });
    expect([...trailer]).toEqual([]);
  });
});
