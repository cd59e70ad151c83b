import { isDeepStrictEqual } from 'node:util';
import { connect } from '../mdctx/connect';
import { grpcJs } from '../mdctx/grpc-js';
import { niceGrpc } from '../mdctx/nice-grpc';
import { MdctxParty } from '../mdctx/party';
import { type Case, type Column, reasonFor } from './case';
import { GoParty } from './go-party';
import type { LinePeer } from './line-peer';
import type { Party } from './party';
import { Stage } from './stage';
import { GoUnit, mdctxUnit } from './unit';
import { Wire } from './wire';

/** What a run of a case found. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly go: unknown;
  readonly columns: Readonly<Record<Column, Verdict>>;
}

/** How mdctx on one runtime compares; `got` is what was observed where that differs. */
export interface Verdict {
  readonly verdict: 'same' | 'different on purpose' | 'not applicable' | 'WRONG';
  readonly reason?: string;
  readonly got?: unknown;
}

/** Plays cases with grpc-go and with mdctx on its runtimes. */
export class Observer {
  private readonly peer: LinePeer;
  private readonly go: Party;
  private readonly mdctx: Readonly<Record<Column, Party>> = {
    'nice-grpc': new MdctxParty(niceGrpc),
    'grpc-js': new MdctxParty(grpcJs),
    Connect: new MdctxParty(connect),
  };

  constructor(peer: LinePeer) {
    this.peer = peer;
    this.go = new GoParty(peer);
  }

  async find(one: Case): Promise<Finding> {
    const { id, title } = one;
    const go = await this.play(one, this.go, this.go);
    const columns = {
      'nice-grpc': await this.compare(one, 'nice-grpc', go),
      'grpc-js': await this.compare(one, 'grpc-js', go),
      Connect: await this.compare(one, 'Connect', go),
    };
    return { id, title, go, columns };
  }

  private async compare(one: Case, column: Column, go: unknown): Promise<Verdict> {
    const inapplicable = reasonFor(one.notApplicable, column);
    if (inapplicable !== undefined) return { verdict: 'not applicable', reason: inapplicable };
    const got = await this.directions(one, this.mdctx[column], go);
    const reason = reasonFor(one.differs, column);
    if (got === undefined) {
      return reason === undefined
        ? { verdict: 'same' }
        : { verdict: 'WRONG', got: 'the same as grpc-go, although the case says that it differs' };
    }
    return reason === undefined
      ? { verdict: 'WRONG', got }
      : { verdict: 'different on purpose', reason, got };
  }

  /** Returns what differed from grpc-go in which direction, or `undefined` if nothing did. */
  private async directions(one: Case, mdctx: Party, go: unknown): Promise<unknown> {
    const tries: ReadonlyArray<readonly [string, Party, Party]> =
      one.role === 'call'
        ? [
            ['own client and server', mdctx, mdctx],
            ['called by grpc-go', this.go, mdctx],
            ['calling grpc-go', mdctx, this.go],
          ]
        : [['', mdctx, mdctx]];
    const differing: Array<readonly [string, unknown]> = [];
    for (const [direction, client, server] of tries) {
      const got = await this.play(one, client, server);
      if (!isDeepStrictEqual(normal(got), normal(go))) differing.push([direction, got]);
    }
    const [first] = differing;
    if (first === undefined) return undefined;
    const alike = differing.every(([, got]) => isDeepStrictEqual(normal(got), normal(first[1])));
    return alike && differing.length === tries.length ? first[1] : Object.fromEntries(differing);
  }

  private async play(one: Case, client: Party, server: Party): Promise<unknown> {
    const wire = new Wire(this.peer);
    const stage = new Stage(client, server, wire, client === this.go ? new GoUnit(this.peer) : mdctxUnit);
    try {
      return await one.play(stage);
    } finally {
      await stage.end();
    }
  }
}

/** Returns `value` as JSON keeps it, so that what came from another process compares with what did not. */
function normal(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
