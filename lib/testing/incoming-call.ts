import { types } from 'node:util';
import { ServerError, Status } from 'nice-grpc-common';
import {
  afterFunc,
  background,
  type CancelFunc,
  type Context,
  withCancel,
  withDeadline,
  withTimeout,
} from '../context';
import { errorText, isContext, mustBeKnown, wrongType } from '../context/internal';
import { fromContextError, newContextWithServerTransportStream, statusOf } from '../grpc';
import { Response, type ResponseWriter } from '../grpc/internal';
import { type Init, MD, newIncomingContext } from '../metadata';
import { isReserved, mdOf } from '../metadata/internal';
import { newContext, Peer } from '../peer';
import { validateOnSend } from '../wire/internal';

/** How a call comes in. */
export interface CallInit {
  /**
   * What the context of the call is derived from: one with a clock, one that the test cancels. It is `background()` if it
   * is left out, wherever the test is run: so it is on a server.
   */
  readonly ctx?: Context | undefined;
  /** The incoming metadata; empty if it is left out. */
  readonly md?: Init | undefined;
  readonly deadline?: Date | undefined;
  /** The same in milliseconds from now, by the clock of `ctx`. Of the two, the earlier holds. */
  readonly timeout?: number | undefined;
  /** The client; an unknown one if it is left out. */
  readonly peer?: Peer | undefined;
  /** `/package.Service/Method`; `/test.Service/Method` if it is left out. */
  readonly fullMethod?: string | undefined;
  /** What the interceptor gets as the implementation of the service. */
  readonly server?: unknown;
}

/** What the client got. */
export interface Outcome {
  readonly code: Status;
  readonly details: string;
  /** The header; `undefined` if the response was a trailer alone. */
  readonly header: MD | undefined;
  readonly trailer: MD;
  /** What the handler threw, as it threw it, if it did. */
  readonly error: unknown;
}

/** A call that came in without a network: its context, and what is sent through that. */
export class IncomingCall implements ResponseWriter {
  readonly ctx: Context;
  readonly fullMethod: string;
  private readonly response: Response;
  private readonly cancel: CancelFunc;
  private header: MD | undefined;

  constructor(init: CallInit) {
    this.fullMethod = init.fullMethod ?? '/test.Service/Method';
    this.response = new Response(this.fullMethod, this);
    const [ctx, cancel] = ending(init);
    const withPeer = newContext(newIncomingContext(ctx, init.md), init.peer ?? new Peer());
    this.ctx = newContextWithServerTransportStream(withPeer, this.response);
    this.cancel = cancel;
    afterFunc(this.ctx, () => this.response.end(this.ctx));
  }

  writeHeader(header: MD | undefined): void {
    this.header = sent(header);
  }

  validateSent(md: MD): string | undefined {
    return validateOnSend(md);
  }

  /** Sends the header, if it was not sent yet. It goes before the first message. */
  beforeMessage(): void {
    if (!this.response.headerSent) this.writeHeader(this.response.takeHeader());
  }

  /** Ends the call as a handler that returned does, or one that threw, if `thrown` holds what. */
  finish(...thrown: [] | [unknown]): Outcome {
    const end = fromContextError(this.ctx.err());
    if (end === undefined && this.response.hasHeader) this.beforeMessage();
    const trailer = sent(this.response.end(this.ctx));
    this.cancel();
    const { code, details } = end ?? statusOfThrown(thrown);
    return {
      code,
      details,
      header: this.header,
      trailer: end === undefined ? trailer : new MD(),
      error: thrown[0],
    };
  }
}

function ending({ ctx = background(), deadline, timeout }: CallInit): [Context, CancelFunc] {
  const [cancellable, cancel] = withCancel(ctx);
  const [limited] = deadline === undefined ? [cancellable] : withDeadline(cancellable, deadline);
  const [expiring] = timeout === undefined ? [limited] : withTimeout(limited, timeout);
  return [expiring, cancel];
}

/** Returns the status of grpc-go for what a handler threw. */
function statusOfThrown(thrown: [] | [unknown]): { code: Status; details: string } {
  if (thrown.length === 0) return { code: Status.OK, details: '' };
  const [error] = thrown;
  return statusOf(error) ?? new ServerError(Status.UNKNOWN, errorText(error));
}

/** Returns `md` as it arrives: without the names that are not sent. */
function sent(md = new MD()): MD {
  return new MD([...md].filter(([key]) => !isReserved(key)));
}

const known = ['ctx', 'md', 'deadline', 'timeout', 'peer', 'fullMethod', 'server'] satisfies Array<
  keyof CallInit
>;

/**
 * Checks the arguments of the function `name`.
 *
 * @throws TypeError if `handler` is not a function, or `init` has other names than those of a call and `own`, or a value of a wrong
 *   type.
 */
export function mustBeCall(name: string, handler: unknown, init: CallInit, ...own: readonly string[]): void {
  const where = `testing: ${name}`;
  if (typeof handler !== 'function') throw wrongType(`${where}: handler`, 'a function', handler);
  mustBeKnown(`${where}: init`, init, [...known, ...own]);
  for (const [option, value] of Object.entries(init)) {
    const [what, is] = rules[option] ?? [];
    if (what === undefined || value === undefined || is?.(value)) continue;
    throw wrongType(`${where}: init.${option}`, what, value);
  }
  if (init.md !== undefined) mdOf(where, init.md);
}

type Rule = readonly [what: string, is: (value: unknown) => boolean];

const ofType = (type: string) => (value: unknown) => typeof value === type;
const rules: Readonly<Record<string, Rule>> = {
  ctx: ['a Context', isContext],
  deadline: ['a valid Date', (value) => types.isDate(value) && !Number.isNaN(value.getTime())],
  timeout: ['a number', (value) => typeof value === 'number' && !Number.isNaN(value)],
  peer: ['a Peer', (value) => typeof value === 'object' && value !== null && 'addr' in value],
  fullMethod: ['a string', ofType('string')],
  interceptor: ['a function', ofType('function')],
  isClientStream: ['a boolean', ofType('boolean')],
  isServerStream: ['a boolean', ofType('boolean')],
};
