import { background, type Context, withTimeout } from 'mdctx/context';
import { appendToOutgoingContext, MD } from 'mdctx/metadata';
import { sent, timeout } from '../service';

const pairs = sent.flat();

/** What a call is given, and what is to be done when it is over. */
export interface Prepared {
  readonly options: { ctx?: Context; header?: MD; trailer?: MD };
  over(): void;
}

/** Nothing is said of a context. */
export function installed(): Prepared {
  return { options: {}, over: () => {} };
}

/** A context with pairs and a deadline, and an MD each for header and trailer. */
export function used(): Prepared {
  const [timed, cancel] = withTimeout(background(), timeout);
  const [header, trailer] = [new MD(), new MD()];
  return {
    options: { ctx: appendToOutgoingContext(timed, ...pairs), header, trailer },
    over: () => {
      cancel();
      header.get('x-served-by');
      trailer.get('x-cost');
    },
  };
}
