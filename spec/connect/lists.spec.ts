import { background } from '../../lib/context';
import { setHeader, setTrailer } from '../../lib/grpc';
import { fromIncomingContext, newOutgoingContext, Pairs } from '../../lib/metadata';
import { connects } from '../support/adapters/pairs';
import { Stage } from '../support/adapters/stage';

// Lists with what Connect's headers, which join them, cannot hold: values that are empty, at the ends of a list too.

const lists: ReadonlyArray<readonly string[]> = [
  ['x', ''],
  ['', 'x'],
  ['', ''],
  ['x', '', 'y, z', ''],
];

describe.each(connects)('a list with empty values, over $name', (pair) => {
  it.each(lists)('%j, %j', async (...list) => {
    const pairs = Pairs(...list.flatMap((value) => ['k', value, 'k-bin', value]));
    const expected = { k: list, 'k-bin': list };
    for (const kind of ['unary', 'serverStream'] as const) {
      const stage = new Stage(pair, kind);
      let received: unknown;
      const { header, trailer } = await stage.call(
        async ({ send }) => {
          const md = fromIncomingContext();
          received = { k: md?.get('k'), 'k-bin': md?.get('k-bin') };
          setHeader(pairs);
          setTrailer(pairs);
          await send({ n: 1 });
        },
        { ctx: newOutgoingContext(background(), pairs) },
      );
      stage.close();
      const sent = [header, trailer].map((md) => ({ k: md.get('k'), 'k-bin': md.get('k-bin') }));
      expect([kind, received, ...sent]).toEqual([kind, expected, expected, expected]);
    }
  });
});
