import { Status } from 'nice-grpc-common';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import { appendToOutgoingContext, newOutgoingContext, Pairs } from '../../lib/metadata';
import { kinds } from '../support/echo';
import { adapters, Stage } from './stage';

const secret = 'hush-4711';

/** Pairs that gRPC cannot send, and grpc-go's text for each. */
const cases: ReadonlyArray<{ key: string; value: string; details: string }> = [
  { key: '', value: secret, details: 'there is an empty key in the header' },
  ...['a b', 'a/b', 'a:b', 'a\r\nb', 'schlüssel', '鍵'].map((key) => ({
    key,
    value: secret,
    details: `header key ${JSON.stringify(key)} contains illegal characters not in [0-9a-z-_.]`,
  })),
  {
    key: '\x19',
    value: secret,
    details: 'header key "\\x19" contains illegal characters not in [0-9a-z-_.]',
  },
  ...['\x19', '\t', '\x7f', '\r\nx: y', '\0', 'é', '世', '\ud800'].map((text) => ({
    key: 'k',
    value: secret + text,
    details: 'header key "k" contains value with non-printable ASCII characters',
  })),
];

describe.each(adapters)('metadata that cannot be sent, through $name', (adapter) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.of(adapter);
  });

  afterEach(async () => {
    expect(await stage.goesOn()).toBe(true);
  });

  afterAll(() => stage.close());

  describe.each(kinds)('%s', (kind) => {
    it('fails the call that sends it, before the server hears of it', async () => {
      const { count } = stage.handlers;
      for (const { key, value, details } of cases) {
        for (const ctx of [
          newOutgoingContext(Pairs('fine', 'v', key, value)),
          appendToOutgoingContext('fine', 'v', key, value),
        ]) {
          expect(await stage.call(kind, { ctx })).toMatchObject({ code: Status.INTERNAL, details });
        }
      }
      expect(stage.handlers.count).toBe(count);
    });

    it.each([
      ['setHeader', setHeader],
      ['sendHeader', sendHeader],
      ['setTrailer', setTrailer],
    ])('fails the call whose handler gives it to grpc.%s()', async (_name, set) => {
      for (const { key, value, details } of cases) {
        const reply = await stage.call(kind, {}, () => set(Pairs('fine', 'v', key, value)));
        expect(reply).toMatchObject({ code: Status.INTERNAL, details });
      }
    });

    it('changes nothing if the handler takes the refusal for an answer', async () => {
      const { code, header, trailer } = await stage.call(kind, {}, () => {
        setHeader(Pairs('k', 'header'));
        setTrailer(Pairs('k', 'trailer'));
        for (const { key, value } of cases)
          for (const set of [setHeader, sendHeader, setTrailer])
            expect(() => set(Pairs('k', 'more', key, value))).toThrow();
        sendHeader(Pairs('sent', 'after'));
      });
      expect(code).toBe(Status.OK);
      expect(header.get('k')).toEqual(['header']);
      expect(header.get('sent')).toEqual(['after']);
      expect([...trailer]).toEqual([['k', ['trailer']]]);
    });
  });
});
