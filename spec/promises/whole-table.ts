import type { Pair } from '../support/adapters/pairs';

const shapes = /^(nice-grpc|grpc-js|stub)\b/;

const table = [
  'bleeding',
  'caller',
  'caller-mishaps',
  'chain',
  'current',
  'diagnostics',
  'ends',
  'errors-go-up',
  'grpc-js',
  'half-upload',
  'header',
  'holds',
  'late',
  'nice-grpc',
  'origin',
  'others',
];

/** Adds the whole table of promises once more, for the shapes that stand on grpc-js, with grpc-js as it is by now. */
export function wholeTable(how: string, { without }: { without?: string } = {}): void {
  process.env.ONE_PLACE = 'yes'; // the other shows nothing more of grpc-js
  const place = '../support/adapters/pairs';
  jest.doMock(place, () => {
    const all = Object.entries(jest.requireActual<Record<string, Pair | readonly Pair[]>>(place));
    const own = (pairs: unknown) =>
      Array.isArray(pairs) ? pairs.filter(({ name }) => shapes.test(name)) : pairs;
    return Object.fromEntries(all.map(([name, pairs]) => [name, own(pairs)]));
  });
  afterAll(() => {
    delete process.env.ONE_PLACE;
  });
  for (const file of table.filter((name) => name !== without)) {
    describe(how, () => {
      require(`./${file}.spec`);
    });
  }
}
