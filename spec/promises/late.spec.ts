import { ServerError, Status } from 'nice-grpc-common';
import { background, type Context, current, withCancel, withoutCancel } from '../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import { New, Pairs } from '../../lib/metadata';
import { outcomeOf, plain } from '../support/adapters/outcome';
import { promised } from '../support/adapters/stage';
import { end, Moment } from '../support/moment';

const multiple = 'INTERNAL transport: SendHeader called multiple times';
const canceled = 'CANCELLED context canceled';

/** Returns the status with which `f` fails, or `ok`. */
function fate(f: () => void): string {
  try {
    f();
    return 'ok';
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return `${Status[error.code]} ${error.details}`;
  }
}

const md = Pairs('k', 'late');

describe('once the header was sent', () => {
  promised('it can neither be set nor sent again, but the trailer can be set', async (stage) => {
    const fates: string[] = [];
    const { header, trailer, code } = await stage.call(() => {
      sendHeader(Pairs('k', '1'));
      fates.push(
        fate(() => sendHeader(md)),
        fate(() => sendHeader()),
        fate(() => setHeader(md)),
        fate(() => setHeader(New())),
        fate(() => setTrailer(Pairs('t', '1'))),
      );
    });
    expect(fates).toEqual([multiple, multiple, multiple, 'ok', 'ok']);
    expect([plain(header), plain(trailer), code]).toEqual([{ k: ['1'] }, { t: ['1'] }, Status.OK]);
  });

  promised(
    'with a message, it is the same',
    async (stage) => {
      const fates: string[] = [];
      const { header, messages } = await stage.call(async ({ send }) => {
        await send({ n: 1 });
        fates.push(
          fate(() => setHeader(md)),
          fate(() => sendHeader(md)),
          fate(() => setTrailer(md)),
        );
        await send({ n: 2 });
      });
      expect(fates).toEqual([multiple, multiple, 'ok']);
      expect([plain(header), messages]).toEqual([{}, [{ n: 1 }, { n: 2 }]]);
    },
    { kinds: ['serverStream', 'bidi'] },
  );
});

/** Returns what becomes of whatever can be set through `ctx`, once its call has ended. */
function afterEnd(ctx: Context): string[] {
  return [
    fate(() => setHeader(ctx, md)),
    fate(() => sendHeader(ctx, md)),
    fate(() => setTrailer(ctx, md)),
    fate(() => setHeader(ctx, New())),
    fate(() => setTrailer(ctx, New())),
  ];
}

describe('once the call has ended', () => {
  promised('nothing can be set, though the handler returned well', async (stage) => {
    const handled = new Moment<Context>();
    const { trailer } = await stage.call(() => handled.come(current()));
    expect(afterEnd(await handled.came)).toEqual([multiple, canceled, multiple, 'ok', 'ok']);
    expect(plain(trailer)).toEqual({});
  });

  promised('nothing can be set, though the context outlives it', async (stage) => {
    const handled = new Moment<Context>();
    await stage.call(() => handled.come(withoutCancel()));
    expect(afterEnd(await handled.came)).toEqual([multiple, canceled, multiple, 'ok', 'ok']);
  });

  promised('by the client, nothing can be set while the handler still runs', async (stage) => {
    const [ctx, cancel] = withCancel(background());
    const started = new Moment();
    const fates = new Moment<string[]>();
    const client = await stage.serve(async () => {
      started.come();
      await end(current());
      fates.come(afterEnd(current()));
    });
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await started.came;
    cancel();
    expect(await fates.came).toEqual([multiple, canceled, multiple, 'ok', 'ok']);
    await outcome;
  });
});

describe('without a call', () => {
  it('nothing can be set', () => {
    const missing = 'INTERNAL grpc: failed to fetch the stream from the context context.Background';
    const fates = afterEnd(background());
    expect(fates).toEqual([missing, missing, missing, 'ok', 'ok']);
    expect(fate(() => sendHeader(background()))).toBe(missing);
  });
});
