import type { Context } from '../../../lib/context';
import { EmptyCallOption } from '../../../lib/grpc';
import { type MD, Pairs } from '../../../lib/metadata';
import { Peer } from '../../../lib/peer';
import type { Filled } from './playing';
import { noted } from './words';

/** Header and trailer for a call to fill, which show if nothing filled them. */
export interface Targets extends Filled {
  readonly options: { readonly header: MD; readonly trailer: MD; readonly peer: Peer };
  /** Where the stream of the call is, once it is opened. */
  readonly stream: StreamOption;
  /** Resolves when `tell` is called: the header has come, or will not come. */
  readonly told: Promise<void>;
  tell(): void;
}

/** An option of the tests' own, by which a stream interceptor tells the context of the stream. */
export class StreamOption extends EmptyCallOption {
  context: Context | undefined;
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
    stream: new StreamOption(),
    told,
    finished,
    tell: () => tell(),
    header: () => noted(header),
    trailer: () => noted(trailer),
    peer: () => peer.addr?.toString() ?? null,
  };
}
