import { type Case, unit } from '../support/case';
import { last, ops, pairs } from './replaying';

const literal =
  'an MD folds its keys at the door and stores them once, so a key in upper case cannot be held';

/** A. Constructing MD. */
export const constructing: readonly Case[] = [
  unit('C01', 'New folds the case of keys', ops({ op: 'New', init: { K: ['v'] } })),
  unit('C02', 'New merges keys that differ in case', ops({ op: 'New', init: { A: ['1'], a: ['2'] } })),
  unit('C03', 'New of nothing is empty', ops({ op: 'New', init: {} }, { op: 'Len', md: 0 })),
  unit('C04', 'Pairs of nothing is empty', ops({ op: 'Pairs', kv: [] })),
  unit(
    'C05',
    'Pairs keeps the order of values of one key',
    ops({ op: 'Pairs', kv: ['k1', 'v1', 'K1', 'v2'] }),
  ),
  unit('C06', 'Pairs of one panics', ops({ op: 'Pairs', kv: ['a'] })),
  unit('C07', 'Pairs of three panics', ops({ op: 'Pairs', kv: ['a', 'b', 'c'] })),
  unit('C08', 'Pairs takes an empty key', ops({ op: 'Pairs', kv: ['', ''] })),
  unit(
    'C09',
    'Join concatenates in the order of its arguments',
    last(pairs('foo', 'bar'), pairs('foo', 'baz'), pairs('zip', 'zap'), { op: 'Join', mds: [0, 1, 2] }),
  ),
  unit(
    'C10',
    'Join of nothing is empty; of one, a copy',
    ops({ op: 'Join', mds: [] }, pairs('k', 'v'), { op: 'Join', mds: [0, 1] }),
  ),
  unit(
    'C11',
    'a result of Join shares no list with its arguments',
    last(
      pairs('k', 'v'),
      { op: 'Join', mds: [0] },
      { op: 'Get', md: 0, key: 'k' },
      { op: 'Poke', list: 0, text: 'changed' },
      { op: 'Show', md: 1 },
    ),
  ),
  unit(
    'C12',
    'Join does not merge literal keys that differ in case',
    last(
      { op: 'Literal', init: { A: ['1'] } },
      { op: 'Literal', init: { a: ['2'] } },
      { op: 'Join', mds: [0, 1] },
    ),
    { differs: literal },
  ),
  unit(
    'C13',
    'Copy shares no list with the original',
    last(
      pairs('k', 'v'),
      { op: 'Copy', md: 0 },
      { op: 'Get', md: 0, key: 'k' },
      { op: 'Poke', list: 0, text: 'changed' },
      { op: 'Show', md: 1 },
    ),
  ),
];

/** B. Methods of MD. */
export const methods: readonly Case[] = [
  unit(
    'C14',
    'Get folds the case of its key',
    last(pairs('Header', '42', 'Header', '43'), { op: 'Get', md: 0, key: 'HEADER' }),
  ),
  unit('C15', 'Get of a missing key gives nothing', last(pairs(), { op: 'Get', md: 0, key: 'k' })),
  unit(
    'C16',
    'Get gives the list itself',
    last(
      pairs('k', 'v'),
      { op: 'Get', md: 0, key: 'k' },
      { op: 'Poke', list: 0, text: 'changed' },
      { op: 'Show', md: 0 },
    ),
  ),
  unit(
    'C17',
    'Set replaces the values of a key',
    last(pairs('other-key', '999'), { op: 'Set', md: 0, key: 'Other-Key', kv: ['1'] }, { op: 'Show', md: 0 }),
  ),
  unit(
    'C18',
    'Set without a value does nothing',
    last(pairs('k', 'v'), { op: 'Set', md: 0, key: 'k', kv: [] }, { op: 'Show', md: 0 }),
  ),
  unit(
    'C19',
    'Append adds after the values that there are',
    last(
      pairs('my-optional-header', '0'),
      { op: 'Append', md: 0, key: 'my-OptIoNal-HeAder', kv: ['1', '2'] },
      { op: 'Show', md: 0 },
    ),
  ),
  unit(
    'C20',
    'Append without a value makes no key',
    last(pairs(), { op: 'Append', md: 0, key: 'k', kv: [] }, { op: 'Show', md: 0 }),
  ),
  unit(
    'C21',
    'Delete removes a key in any case',
    last(
      pairs('a', '1', 'b', '2', 'c', '3'),
      { op: 'Delete', md: 0, key: 'a' },
      { op: 'Delete', md: 0, key: 'B' },
      { op: 'Delete', md: 0, key: 'missing' },
      { op: 'Show', md: 0 },
    ),
  ),
  unit('C22', 'Len counts keys', last(pairs('a', '1', 'a', '2', 'b', '3'), { op: 'Len', md: 0 })),
  unit(
    'C23',
    'String redacts what may be secret',
    last(pairs('authorization', 'Bearer t', 'grpc-encoding', 'gzip'), { op: 'String', md: 0 }),
  ),
  unit(
    'C24',
    'String of nothing, of two secret keys, of a secret key with two values',
    ops(
      pairs(),
      { op: 'String', md: 0 },
      pairs('a', '1', 'b', '2'),
      { op: 'String', md: 1 },
      pairs('a', '1', 'a', '2'),
      { op: 'String', md: 2 },
    ),
  ),
  unit(
    'C25',
    'no way of printing an MD shows what may be secret',
    last(pairs('authorization', 'Bearer t', 'grpc-encoding', 'gzip'), { op: 'Inspect', md: 0 }),
  ),
];
