import { ServerError, Status } from 'nice-grpc-common';
import { background, type Context, current, run, withTimeout } from '../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  Join,
  MD,
  New,
  newOutgoingContext,
  Pairs,
} from '../../lib/metadata';
import { fromContext } from '../../lib/peer';
import { ArrivingMD } from '../support/adapters/arriving';
import { outcomeOf, plain } from '../support/adapters/outcome';
import { crossings, hasOneBlock } from '../support/adapters/pairs';
import { promised, type Stage } from '../support/adapters/stage';
import { Moment } from '../support/moment';

// The examples of grpc-go's guide to metadata, and of what else this project comes from, each over a socket.

const unaryAndStreams = { kinds: ['unary', 'serverStream', 'bidi'] } as const;
const streams = { kinds: ['serverStream', 'bidi'] } as const;

/** Returns what a server gets that is called in `ctx`, but for what gRPC adds. */
async function arrived(stage: Stage, ctx: Context): Promise<Record<string, string[]>> {
  const received: Array<MD | undefined> = [];
  await stage.call(() => received.push(fromIncomingContext()), { ctx });
  const {
    ':authority': _,
    'user-agent': __,
    'accept-encoding': ___,
    'grpc-accept-encoding': ____,
    ...rest
  } = plain(received[0]);
  return rest;
}

describe('constructing metadata', () => {
  promised('New: from an object', async (stage) => {
    const md = New({ key1: 'val1', key2: 'val2' });
    expect(await arrived(stage, newOutgoingContext(background(), md))).toEqual({
      key1: ['val1'],
      key2: ['val2'],
    });
  });

  promised(
    'Pairs: values of a repeated key make a list, and upper case is turned into lower',
    async (stage) => {
      const md = Pairs('key1', 'val1', 'KEY1', 'val1-2', 'Key2', 'val2');
      expect(await arrived(stage, newOutgoingContext(background(), md))).toEqual({
        key1: ['val1', 'val1-2'],
        key2: ['val2'],
      });
    },
  );

  promised('binary data, under a key that ends in -bin', async (stage) => {
    const bytes = Uint8Array.of(96, 102, 0, 255);
    const md = Pairs('key', 'string value', 'key-bin', bytes);
    const received = await arrived(stage, newOutgoingContext(background(), md));
    expect(received).toEqual({ key: ['string value'], 'key-bin': ['`f\x00\xff'] });
    expect(New(received).bytes('key-bin')).toEqual([bytes]);
  });
});

describe('sending metadata', () => {
  promised(
    'appendToOutgoingContext, and once more in a layer below',
    async (stage) => {
      const received: Array<MD | undefined> = [];
      const client = await stage.serve(() => received.push(fromIncomingContext()));
      const layer = () => run(appendToOutgoingContext('k3', 'v4'), () => outcomeOf(client.call(stage.kind)));
      const ctx = appendToOutgoingContext(background(), 'k1', 'v1', 'k1', 'v2', 'k2', 'v3');
      await run(ctx, layer);
      const [md] = received;
      expect([md?.get('k1'), md?.get('k2'), md?.get('k3')]).toEqual([['v1', 'v2'], ['v3'], ['v4']]);
    },
    { ...unaryAndStreams, pairs: crossings },
  );

  promised(
    'newOutgoingContext replaces what was there, and Join keeps it',
    async (stage) => {
      const ctx = newOutgoingContext(background(), Pairs('k1', 'v1', 'k1', 'v2', 'k2', 'v3'));
      const replaced = newOutgoingContext(ctx, Pairs('k3', 'v4'));
      const send = fromOutgoingContext(ctx);
      const joined = newOutgoingContext(ctx, Join(send, Pairs('k3', 'v3')));
      expect(await arrived(stage, replaced)).toEqual({ k3: ['v4'] });
      expect(await arrived(stage, joined)).toEqual({ k1: ['v1', 'v2'], k2: ['v3'], k3: ['v3'] });
    },
    unaryAndStreams,
  );
});

describe('receiving metadata at a client', () => {
  promised('header and trailer of a call are filled in', async (stage) => {
    const client = await stage.serve(() => {
      sendHeader(Pairs('header-key', 'val'));
      setTrailer(Pairs('trailer-key', 'val'));
    });
    const [header, trailer] = [new MD(), new MD()];
    await outcomeOf(client.call(stage.kind, { header, trailer }));
    expect(plain(header)).toEqual({ 'header-key': ['val'] });
    expect(plain(trailer)).toEqual({ 'trailer-key': ['val'] });
  });

  promised(
    'the header of a stream comes before its first message, the trailer after its last',
    async (stage) => {
      const read = new Moment();
      const [header, trailer] = [new ArrivingMD(), new MD()];
      const client = await stage.serve(async ({ send }) => {
        sendHeader(Pairs('header-key', 'val'));
        await header.arrived;
        await send({ n: 1 });
        await read.came;
        setTrailer(Pairs('trailer-key', 'val'));
      });
      const call = client.call(stage.kind, { header, trailer });
      await header.arrived;
      expect([plain(header), plain(trailer)]).toEqual([{ 'header-key': ['val'] }, {}]);
      expect(await call.next()).toEqual({ n: 1 });
      expect(plain(trailer)).toEqual({});
      read.come();
      expect(await call.next()).toBeUndefined();
      expect(plain(trailer)).toEqual({ 'trailer-key': ['val'] });
    },
    streams,
  );
});

describe('metadata at a server', () => {
  promised('fromIncomingContext, in handlers of each kind', async (stage) => {
    const ctx = appendToOutgoingContext(background(), 'k1', 'v1', 'k1', 'v2');
    expect(await arrived(stage, ctx)).toEqual({ k1: ['v1', 'v2'] });
  });

  promised('sendHeader, then setTrailer', async (stage) => {
    const { header, trailer, code } = await stage.call(async ({ send }) => {
      sendHeader(Pairs('header-key', 'val'));
      await send({});
      setTrailer(Pairs('trailer-key', 'val'));
    });
    expect([plain(header), plain(trailer), code]).toEqual([
      { 'header-key': ['val'] },
      { 'trailer-key': ['val'] },
      Status.OK,
    ]);
  });

  promised(
    'initial metadata is set, flushed early, and refused afterwards',
    async (stage) => {
      const refused: unknown[] = [];
      const header = new ArrivingMD();
      const client = await stage.serve(async () => {
        setHeader(Pairs('initial', '1'));
        sendHeader();
        await header.arrived;
        try {
          setHeader(Pairs('initial', '2'));
        } catch (error) {
          refused.push(error);
        }
      });
      const call = client.call(stage.kind, { header });
      await header.arrived;
      expect(plain(header)).toEqual({ initial: ['1'] });
      expect(await outcomeOf(call)).toMatchObject({ code: Status.OK });
      expect(refused).toMatchObject([
        { code: Status.INTERNAL, details: 'transport: SendHeader called multiple times' },
      ]);
    },
    { except: hasOneBlock },
  );

  promised('header and trailer come though the handler throws', async (stage) => {
    const { header, trailer, code, details } = await stage.call(() => {
      setHeader(Pairs('header-key', 'val'));
      setTrailer(Pairs('trailer-key', 'val'));
      throw new ServerError(Status.INVALID_ARGUMENT, 'what?');
    });
    expect([plain(header), plain(trailer)]).toEqual([{ 'header-key': ['val'] }, { 'trailer-key': ['val'] }]);
    expect([code, details]).toEqual([Status.INVALID_ARGUMENT, 'what?']);
  });

  promised('the address of a peer', async (stage) => {
    const addresses: string[] = [];
    await stage.call(() => addresses.push(String(fromContext()?.addr)));
    expect(addresses).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
  });

  promised('a deadline, and the time that remains', async (stage) => {
    const remaining: number[] = [];
    const [ctx, cancel] = withTimeout(background(), 60_000);
    await stage.call(() => remaining.push(Number(current().deadline) - Date.now()), { ctx });
    cancel();
    expect(remaining).toEqual([expect.any(Number)]);
    expect(remaining[0]).toBeGreaterThan(0);
    expect(remaining[0]).toBeLessThanOrEqual(60_001); // gRPC counts in whole milliseconds, upwards
  });
});
