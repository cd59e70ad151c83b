import { Status } from 'nice-grpc-common';
import { current } from '../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import { fromIncomingContext, MD, newOutgoingContext, Pairs } from '../../lib/metadata';
import { kinds } from '../support/echo';
import { adapters, type Own, Stage } from './stage';

/** Names that belong to gRPC or HTTP/2. */
const reserved = [
  ':authority',
  ':path',
  ':status',
  ':anything at all',
  'content-type',
  'grpc-encoding',
  'grpc-message',
  'grpc-message-type',
  'grpc-status',
  'grpc-timeout',
  'te',
  'user-agent',
];

const inItsOwnForm = reserved.filter((key) => !key.startsWith(':'));

const value = '1'; // of some meaning in most of them

describe.each(adapters)('metadata with reserved names, through $name', (adapter) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.of(adapter);
  });

  afterAll(() => stage.close());

  describe.each(kinds)('%s', (kind) => {
    const pairs = Pairs(...reserved.flatMap((key) => [key, value]), 'fine', 'v');
    const fields = [...inItsOwnForm, 'fine'].map((key) => [key, value] as const);

    it('is sent without them', async () => {
      for (const calling of [{ ctx: newOutgoingContext(pairs) }, { own: fields }]) {
        let seen: Seen | undefined;
        const { code } = await stage.call(kind, calling, () => {
          seen = look();
        });
        expect(code).toBe(Status.OK);
        expect(seen?.md.has('fine')).toBe(true);
        expect(seen?.deadline).toBeUndefined();
        expect(namesWithValue(seen?.md)).toEqual([]);
      }
    });

    it('is a header without them', async () => {
      for (const set of [setHeader, sendHeader]) {
        const { code, header } = await stage.call(kind, {}, () => set(pairs));
        expect(code).toBe(Status.OK);
        expect(header.get('fine')).toEqual(['v']);
        expect(namesWithValue(header)).toEqual([]);
      }
      const { code, header } = await stage.call(kind, {}, (own) => own.header(fields));
      expect(code).toBe(Status.OK);
      expect(namesWithValue(header)).toEqual([]);
    });

    it('is a trailer without them', async () => {
      for (const script of [() => setTrailer(pairs), (own: Own) => own.trailer(fields)]) {
        const { code, details, trailer } = await stage.call(kind, {}, script);
        expect(code).toBe(Status.OK);
        expect(details).not.toBe(value);
        expect([...trailer.keys()]).toEqual(['fine']);
      }
    });

    it('is what came in, copied to what goes out', async () => {
      let once: MD | undefined;
      let twice: MD | undefined;
      await stage.call(kind, { ctx: newOutgoingContext(Pairs('k1', 'v1', 'k1', 'v2')) }, () => {
        once = look().md;
      });
      const { code } = await stage.call(kind, { ctx: newOutgoingContext(once) }, () => {
        twice = look().md;
      });
      expect(code).toBe(Status.OK);
      expect(twice?.get('k1')).toEqual(['v1', 'v2']);
      expect(twice?.get('user-agent')).toEqual(once?.get('user-agent'));
    });
  });
});

interface Seen {
  md: MD;
  deadline: Date | undefined;
}

function look(): Seen {
  const ctx = current();
  return { md: fromIncomingContext(ctx) ?? new MD(), deadline: ctx.deadline };
}

/** Returns the reserved names that `md` has with the value that was given to them. */
function namesWithValue(md: MD | undefined): string[] {
  return reserved.filter((key) => md?.get(key)?.includes(value));
}
