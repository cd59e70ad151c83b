import { code } from './codec';
import { frozen } from './frozen';
import { replay } from './replay';

// What grpc-go and Go's context gave is frozen in the files beside this one; `npm run interop -- --write` writes them.

describe.each(['metadata', 'carriage', 'context'] as const)('operations on %s, as Go does them', (name) => {
  const sequences = frozen(name).map(({ ops, gave }, i) => ({ i, ops, gave }));

  it.each(sequences)('sequence $i', async ({ ops, gave }) => {
    expect(await replay(ops)).toEqual(gave);
  });
});

describe.each(frozen('strings').map((one) => [one.name, one.vectors] as const))(
  '%s, as grpc-go does it',
  (name, vectors) => {
    it('gives the same for each input', () => {
      expect(vectors.map(([input]) => [input, code(name, input)])).toEqual(vectors);
    });
  },
);
