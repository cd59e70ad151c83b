import { type CodecName, type Coded, code } from '../../vectors/codec';
import type { Op, Replayed } from '../../vectors/op';
import { replay } from '../../vectors/replay';
import type { LinePeer } from './line-peer';

/** What needs no call: metadata and contexts by themselves. */
export interface Unit {
  replay(ops: readonly Op[]): Promise<Replayed>;
  codec(name: CodecName, inputs: ReadonlyArray<readonly string[]>): Promise<Coded[]>;
}

/** mdctx's own. */
export const mdctxUnit: Unit = {
  replay,
  codec: async (name, inputs) => inputs.map((input) => code(name, input)),
};

/** Go's `metadata`, `context` and `peer`, and the functions of grpc-go that code strings. */
export class GoUnit implements Unit {
  private readonly peer: LinePeer;

  constructor(peer: LinePeer) {
    this.peer = peer;
  }

  async replay(ops: readonly Op[]): Promise<Replayed> {
    const [replayed] = await this.peer.ask<Replayed[]>('vectors.replay', { sequences: [ops] });
    if (replayed === undefined) throw new Error('spec/interop: a sequence must have results');
    return replayed;
  }

  codec(op: CodecName, inputs: ReadonlyArray<readonly string[]>): Promise<Coded[]> {
    return this.peer.ask('vectors.codec', { op, inputs });
  }
}
