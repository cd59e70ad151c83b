import type { Op } from '../../vectors/op';
import { type Case, unit } from '../support/case';
import { background, last, ops, pairs, valuesRead } from './replaying';

const fromIn = (ctx: number): Op => ({ op: 'FromIncomingContext', ctx });
const fromOut = (ctx: number): Op => ({ op: 'FromOutgoingContext', ctx });
const append = (ctx: number, ...kv: string[]): Op => ({ op: 'AppendToOutgoingContext', ctx, kv });
const newIn = (ctx: number, md: number): Op => ({ op: 'NewIncomingContext', ctx, md });
const newOut = (ctx: number, md: number): Op => ({ op: 'NewOutgoingContext', ctx, md });

/** C. The metadata that a context carries. */
export const carriage: readonly Case[] = [
  unit('C26', 'a bare context carries none', ops(background, fromIn(0), fromOut(0))),
  unit('C27', 'none that was put in is empty metadata', ops(background, newIn(0, -1), fromIn(1))),
  unit(
    'C28',
    'a key put in in upper case is read in lower case',
    last(background, { op: 'Literal', init: { 'X-UP': ['v'] } }, newIn(0, 0), fromIn(1)),
  ),
  unit(
    'C29',
    'what is read is a copy',
    last(
      background,
      pairs('k', 'v'),
      newIn(0, 0),
      fromIn(1),
      { op: 'Get', md: 1, key: 'k' },
      { op: 'Poke', list: 0, text: 'changed' },
      { op: 'Set', md: 1, key: 'more', kv: ['x'] },
      fromIn(1),
    ),
  ),
  unit(
    'C30',
    'incoming and outgoing are independent',
    ops(background, pairs('in', '1'), pairs('out', '2'), newIn(0, 0), newOut(1, 1), fromIn(2), fromOut(2)),
  ),
  unit(
    'C31',
    'appended values come after those of the base',
    last(
      background,
      pairs('k1', 'v1', 'k2', 'v2'),
      newOut(0, 0),
      append(1, 'k1', 'v3'),
      append(2, 'k1', 'v4'),
      fromOut(3),
    ),
  ),
  unit('C32', 'append needs no metadata before', last(background, append(0, 'k', 'v'), fromOut(1))),
  unit('C33', 'append of one panics', last(background, append(0, 'k'))),
  unit('C34', 'append of nothing makes empty metadata', last(background, append(0), fromOut(1))),
  unit('C35', 'two children never see the pairs of each other', async ({ unit }) => {
    const rounds = Array.from({ length: 100 }, (_, i): Op[] => [
      append(0, 'a', `${i}`),
      append(0, 'b', `${i}`),
      fromOut(2 * i + 1),
      fromOut(2 * i + 2),
    ]);
    const { results } = await unit.replay([background, ...rounds.flat()]);
    const wrong = results.slice(1).filter((result, at) => {
      const seen = JSON.stringify(result);
      return at % 4 === 2 ? seen.includes('"b"') : at % 4 === 3 && seen.includes('"a"');
    });
    return `${wrong.length} of 200 saw a pair of the other`;
  }),
  unit(
    'C36',
    'what was appended does not change afterwards',
    last(
      background,
      append(0, 'k', 'v'),
      { op: 'ValueFromOutgoingContext', ctx: 1, key: 'k' },
      { op: 'Poke', list: 0, text: 'changed' },
      fromOut(1),
    ),
  ),
  unit(
    'C37',
    'append folds the case of its keys',
    last(background, pairs('key', 'base'), newOut(0, 0), append(1, 'KEY', 'more'), fromOut(2)),
  ),
  unit(
    'C38',
    'NewOutgoingContext drops what was appended',
    last(background, append(0, 'gone', 'x'), pairs('k', 'v'), newOut(1, 0), fromOut(2)),
  ),
  unit(
    'C39',
    'the parent stays as it was',
    ops(background, pairs('k', 'v'), newOut(0, 0), append(1, 'k', 'w'), fromOut(1), fromOut(0)),
  ),
  unit(
    'C40',
    'ValueFromIncomingContext: one value, several, any case, unknown; the result is a copy',
    valuesRead(
      background,
      { op: 'Literal', init: { one: ['1'], Two: ['2', '3'] } },
      newIn(0, 0),
      ...['one', 'ONE', 'two', 'Two', 'unknown'].map(
        (key): Op => ({ op: 'ValueFromIncomingContext', ctx: 1, key }),
      ),
      { op: 'Poke', list: 2, text: 'changed' },
      { op: 'ValueFromIncomingContext', ctx: 1, key: 'two' },
    ),
  ),
  unit(
    'C41',
    'ValueFromOutgoingContext: base, then what was appended',
    ops(
      background,
      pairs('k', 'v1'),
      newOut(0, 0),
      append(1, 'K', 'v2'),
      append(2, 'k', 'v3'),
      { op: 'ValueFromOutgoingContext', ctx: 3, key: 'K' },
      { op: 'ValueFromOutgoingContext', ctx: 3, key: 'unknown' },
      { op: 'ValueFromOutgoingContext', ctx: 0, key: 'k' },
    ),
  ),
  unit('C42', 'a thousand appends keep a thousand values', async ({ unit }) => {
    const chain = Array.from({ length: 1000 }, (_, i) => append(i, 'k', `${i}`));
    const { results } = await unit.replay([
      background,
      ...chain,
      { op: 'ValueFromOutgoingContext', ctx: 1000, key: 'k' },
    ]);
    const values = results.at(-1);
    return (
      Array.isArray(values) &&
      `${values.length} values, in order: ${values.every((value, i) => value === `${i}`)}`
    );
  }),
];
