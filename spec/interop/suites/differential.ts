import fc from 'fast-check';
import { type CodecName, type Coded, code } from '../../vectors/codec';
import { codecInputs } from '../../vectors/codec-inputs';
import { freeze, frozen, type Sequences, type Strings } from '../../vectors/frozen';
import type { Op, Replayed } from '../../vectors/op';
import { replay } from '../../vectors/replay';
import { carriageOps, contextOps, metadataOps } from '../../vectors/sequences';
import type { LinePeer } from '../support/line-peer';
import { writing } from '../support/writing';

const kinds = { metadata: metadataOps, carriage: carriageOps, context: contextOps };
const runs = 2000; // sequences of each kind, and inputs of each function
const kept = 250; // of them are frozen
const seed = 20261121; // so that what is frozen changes only when a generator does

/** Replays what fast-check makes up with Go and with mdctx. */
export function differential(peer: () => LinePeer): void {
  describe.each(Object.entries(kinds))('operations on %s', (_name, sequences) => {
    it(`give what Go gives, ${runs} sequences`, async () => {
      const property = fc.asyncProperty(sequences, async (ops) => {
        expect(await replay(ops)).toEqual(await inGo(peer(), ops));
      });
      await fc.assert(property, { numRuns: runs });
    });
  });

  describe.each(Object.entries(codecInputs))('%s', (name, inputs) => {
    it(`gives what grpc-go gives, ${runs} inputs`, async () => {
      const sample = fc.sample(inputs, runs);
      const gave = await codedInGo(peer(), name as CodecName, sample);
      const differing = sample.flatMap((input, i) => {
        const ours = code(name as CodecName, input);
        return JSON.stringify(ours) === JSON.stringify(gave[i]) ? [] : [{ input, ours, go: gave[i] }];
      });
      expect(differing.slice(0, 5)).toEqual([]);
    });
  });

  describe('the frozen vectors', () => {
    it.each(Object.entries(kinds) as Array<[keyof typeof kinds, fc.Arbitrary<Op[]>]>)(
      'of %s are what Go gives',
      async (name, arbitrary) => {
        const sample = fc.sample(arbitrary, { numRuns: kept, seed });
        const vectors: Sequences = await Promise.all(
          sample.map(async (ops) => ({ ops, gave: await inGo(peer(), ops) })),
        );
        if (writing) freeze(name, vectors);
        expect(frozen(name)).toEqual(JSON.parse(JSON.stringify(vectors)));
      },
    );

    it('of strings are what grpc-go gives', async () => {
      const names = Object.keys(codecInputs) as CodecName[];
      const vectors: Strings = await Promise.all(names.map((name) => codecVectors(peer(), name)));
      if (writing) freeze('strings', vectors);
      expect(frozen('strings')).toEqual(vectors);
    });
  });
}

async function inGo(peer: LinePeer, ops: readonly Op[]): Promise<Replayed> {
  const [gave] = await peer.ask<Replayed[]>('vectors.replay', { sequences: [ops] });
  return gave ?? { results: [], mds: [] };
}

async function codecVectors(peer: LinePeer, name: CodecName): Promise<Strings[number]> {
  const sample = fc.sample(codecInputs[name], { numRuns: kept, seed });
  const gave = await codedInGo(peer, name, sample);
  return { name, vectors: sample.map((input, i) => [input, gave[i] ?? { value: '' }]) };
}

function codedInGo(
  peer: LinePeer,
  op: CodecName,
  inputs: ReadonlyArray<readonly string[]>,
): Promise<Coded[]> {
  return peer.ask('vectors.codec', { op, inputs });
}
