import { join } from 'node:path';
import { Status } from 'nice-grpc-common';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import { MD, newOutgoingContext } from '../../lib/metadata';
import { type Child, childOf } from '../support/child';
import { kinds } from '../support/echo';
import { RawClient } from './raw-client';
import { good, RawServer } from './raw-server';
import { adapters, type Fields, Stage } from './stage';

jest.setTimeout(60_000); // it starts processes

const fields = (count: number): Fields => Array.from({ length: count }, (_, i) => [`k${i}`, 'hush-4711']);
const value = (length: number): Fields => [['k', 'x'.repeat(length)]];
const several = (count: number, length: number): Fields =>
  Array.from({ length: count }, (_, i) => [`k${i}`, 'x'.repeat(length)]);

/** What is as large as it may be. */
const most: readonly Fields[] = [
  fields(116),
  value(2 ** 16),
  [['k-bin', Buffer.alloc(3 * 2 ** 14)]],
  several(4, 32_000),
];

/** What is larger, and what the call then says. */
const larger: ReadonlyArray<{ fields: Fields; details: string }> = [
  {
    fields: [...fields(116), ['longer', 'hush-4711-4711']],
    details:
      'header list has 117 fields, but Node takes 116: ' +
      'the largest keys are "longer" (52 bytes), "k100" (45 bytes), "k101" (45 bytes)',
  },
  {
    fields: value(2 ** 16 + 1),
    details: 'header key "k" has a value of 65537 bytes, but Node takes 65536',
  },
  {
    fields: [['k-bin', Buffer.alloc(3 * 2 ** 14 + 1)]],
    details: 'header key "k-bin" has a value of 65540 bytes, but Node takes 65536',
  },
  {
    fields: several(5, 40_000),
    details:
      'header list has 200170 bytes, but Node takes 131072: ' +
      'the largest keys are "k0" (40034 bytes), "k1" (40034 bytes), "k2" (40034 bytes)',
  },
];

const asMD = (fields: Fields) => new MD(fields.map(([key, value]) => [key, [value]] as const));

describe.each(adapters)('metadata larger than Node takes, through $name', (adapter) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.of(adapter);
  });

  afterEach(async () => {
    expect(await stage.goesOn()).toBe(true);
  });

  afterAll(() => stage.close());

  describe.each(kinds)('%s', (kind) => {
    it('goes through as long as it is not', async () => {
      for (const fields of most) {
        const md = asMD(fields);
        const { code, header, trailer } = await stage.call(kind, { ctx: newOutgoingContext(md) }, () => {
          sendHeader(md);
          setTrailer(md);
        });
        expect(code).toBe(Status.OK);
        for (const [key, values] of md) {
          expect(header.get(key)).toEqual(values);
          expect(trailer.get(key)).toEqual(values);
        }
      }
    });

    it('fails the call that sends it, before the server hears of it', async () => {
      const { count } = stage.handlers;
      for (const { fields, details } of larger) {
        for (const calling of [{ ctx: newOutgoingContext(asMD(fields)) }, { own: fields }]) {
          expect(await stage.call(kind, calling)).toMatchObject({ code: Status.INTERNAL, details });
        }
      }
      expect(stage.handlers.count).toBe(count);
    });

    it('fails the call whose handler sets it', async () => {
      for (const { fields, details } of larger) {
        for (const set of [setHeader, sendHeader, setTrailer]) {
          const reply = await stage.call(kind, {}, () => set(asMD(fields)));
          expect(reply).toMatchObject({ code: Status.INTERNAL, details });
        }
        for (const part of ['header', 'trailer'] as const) {
          const reply = await stage.call(kind, {}, (own) => own[part](fields));
          expect(reply).toMatchObject({ code: Status.INTERNAL, details });
        }
      }
    });
  });
});

describe.each(adapters)('metadata larger than the peer takes, through $name', (adapter) => {
  it.each(kinds)('fails the call that sends it, and no other: %s', async (kind) => {
    const raw = await RawServer.start({ maxHeaderListSize: 1000 });
    const client = adapter.connect(raw.port);
    const held = client.hold();
    raw.answer = { header: good().header ?? [], echo: true };
    await held.echo();
    raw.answer = good();
    const reply = await client.call(
      kind,
      { ctx: newOutgoingContext([['large', 'x'.repeat(1000)]]) },
      new MD(),
      new MD(),
    );
    expect(reply).toMatchObject({
      code: Status.INTERNAL,
      details: expect.stringMatching(
        /^header list size to send violates the maximum size \(1000 bytes\) set by server: the largest keys are "large" \(1037 bytes\), /,
      ),
    });
    expect(raw.requests).toHaveLength(1);
    expect(await client.call(kind, {}, new MD(), new MD())).toMatchObject({ code: Status.OK });
    await held.echo();
    expect(raw.connections).toBe(1);
    held.end();
    client.close();
    raw.close();
  });

  it.each(kinds)('fails the call whose handler sets it, and no other: %s', async (kind) => {
    const stage = await Stage.of(adapter);
    const raw = await RawClient.to(stage.port, { maxHeaderListSize: 1000 });
    expect(await raw.call(kind)).toMatchObject({ status: '0' });
    for (const set of [setHeader, sendHeader, setTrailer]) {
      stage.handlers.script = () => set([['large', 'x'.repeat(1000)]]);
      const { status, message } = await raw.call(kind);
      expect(status).toBe(String(Status.INTERNAL));
      expect(decodeURIComponent(message ?? '')).toMatch(
        /^transport: trying to send header list size larger than the limit set by peer: the largest keys are "large" /,
      );
    }
    stage.handlers.script = () => {};
    expect(await raw.call(kind)).toMatchObject({ status: '0' });
    expect(raw.lives).toBe(true);
    raw.close();
    stage.close();
  });
});

describe('metadata larger than Node takes, through grpc-js alone', () => {
  let child: Child;

  afterEach(() => child.kill());

  it('takes the connection from the other calls on it', async () => {
    child = childOf(join(__dirname, 'bare-caller.ts'), JSON.stringify([['k', 'x'.repeat(100_000)]]));
    expect(await child.told()).toMatchObject({ other: expect.not.stringContaining('goes on') });
  });
});
