import { type MD, Pairs } from '../../../lib/metadata';
import { Peer } from '../../../lib/peer';
import type { Filled } from './playing';
import { noted } from './words';

/** Header and trailer for a call to fill, which show if nothing filled them. */
export interface Targets extends Filled {
  readonly options: { readonly header: MD; readonly trailer: MD; readonly peer: Peer };
  /** Resolves when `tell` is called: the header has come, or will not come. */
  readonly told: Promise<void>;
  tell(): void;
}

export function targets(): Targets {
  const [header, trailer] = [Pairs('untouched', 'yes'), Pairs('untouched', 'yes')];
  const peer = new Peer();
  const finished: unknown[] = [];
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    options: { header, trailer, peer },
    told,
    finished,
    tell: () => tell(),
    header: () => noted(header),
    trailer: () => noted(trailer),
    peer: () => peer.addr?.toString() ?? null,
  };
}
