import fc from 'fast-check';
import type { Op, Replayed } from '../vectors/op';
import { replay } from '../vectors/replay';
import { carriageOps, contextOps, metadataOps } from '../vectors/sequences';
import { goPrograms } from './support/go-build';
import { LinePeer } from './support/line-peer';

let peer: LinePeer;
beforeAll(() => {
  peer = new LinePeer(goPrograms().peer);
}, 300_000);
afterAll(() => peer.stop());
const go = async (ops: Op[]) => (await peer.ask<Replayed[]>('vectors.replay', { sequences: [ops] }))[0];
it.each([
  ['md', metadataOps],
  ['carriage', carriageOps],
  ['context', contextOps],
])(
  '%s',
  async (_n, arb) => {
    await fc.assert(
      fc.asyncProperty(arb, async (ops) => {
        expect(await replay(ops)).toEqual(await go(ops));
      }),
      { numRuns: 3000 },
    );
  },
  120_000,
);
