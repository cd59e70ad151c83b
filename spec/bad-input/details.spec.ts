import { ServerError, Status } from 'nice-grpc-common';
import { sendHeader, setTrailer } from '../../lib/grpc';
import { Pairs } from '../../lib/metadata';
import { kinds } from '../support/echo';
import { adapters, Stage } from './stage';

/** The details of a status that a handler gives, and what the caller reads. */
const table: ReadonlyArray<readonly [string, string, string]> = [
  ['none', '', ''],
  ['percent signs', '100% %20 %zz %', '100% %20 %zz %'],
  ['line breaks and zeros', 'a\r\nb\0c\td\x7f', 'a\r\nb\0c\td\x7f'],
  ['letters of the world', 'Schlüssel 鍵 🔑', 'Schlüssel 鍵 🔑'],
  ['half a character', 'a\ud800b', 'a\ufffdb'],
  ['the other half', '\udc00', '\ufffd'],
  ['both halves in the wrong order', '\udc00\ud800', '\ufffd\ufffd'],
];

describe.each(adapters)('the details of a status, through $name', (adapter) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.of(adapter);
  });

  afterEach(async () => {
    expect(await stage.goesOn()).toBe(true);
  });

  afterAll(() => stage.close());

  describe.each(kinds)('%s', (kind) => {
    it.each(table)('reach the caller: %s', async (_what, details, read) => {
      const { code, details: got } = await stage.call(kind, {}, () => {
        throw new ServerError(Status.ABORTED, details);
      });
      expect([code, got]).toEqual([Status.ABORTED, read]);
    });

    it('reach the caller after a header, beside a trailer', async () => {
      const reply = await stage.call(kind, {}, () => {
        sendHeader(Pairs('k', 'header'));
        setTrailer(Pairs('k', 'trailer'));
        throw new ServerError(Status.ABORTED, 'a\ud800b');
      });
      expect(reply).toMatchObject({ code: Status.ABORTED, details: 'a\ufffdb' });
      expect(reply.header.get('k')).toEqual(['header']);
      expect([...reply.trailer]).toEqual([['k', ['trailer']]]);
    });

    it.each([
      ['x', 8192],
      ['%', 2730],
      ['鍵', 910],
      ['🔑', 682],
    ])('are cut to what peers take: of %s', async (letter, count) => {
      for (const length of [count, count + 1, 200_000]) {
        const reply = await stage.call(kind, {}, () => {
          setTrailer(Pairs('k', 'trailer'));
          throw new ServerError(Status.ABORTED, letter.repeat(length));
        });
        expect(reply).toMatchObject({ code: Status.ABORTED, details: letter.repeat(count) });
        expect([...reply.trailer.keys()]).toContain('k');
      }
    });
  });
});
