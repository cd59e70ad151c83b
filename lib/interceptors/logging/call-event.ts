import { type Code, nameOf, OK } from '../../codes';
import type { Context } from '../../context';
import { convert, fromError } from '../../status';
import type { Kind } from '../call-meta';
import type { Failure, ReportedCall } from '../reporter';
import { fieldsOf, type LogFields } from './log-fields';
import type { Logging, LogLevel } from './options';

/** The call that events are about. */
export interface LoggedCall {
  readonly call: ReportedCall;
  /** The context of the call. */
  readonly ctx: Context;
  readonly startTime: Date;
  /** The fields that name the call. */
  readonly common: LogFields;
  readonly options: Logging;
}

/**
 * An event of a call. When it is printed, and in JSON, it shows nothing of the metadata, the messages or the text of an
 * error: `fields`, `error` and `payload` are for loggers that ask for them.
 */
abstract class LogEvent {
  readonly side: 'server' | 'client';
  /** `/package.Service/Method` */
  readonly fullMethod: string;
  readonly kind: Kind;
  /** The address of the other side. `undefined` if it is not known, as when a client starts a call. */
  readonly peer: string | undefined;
  readonly #logged: LoggedCall;
  readonly #injected: LogFields; // those of the context, when it happened

  constructor(logged: LoggedCall) {
    const { side, fullMethod, kind, peer } = logged.call;
    this.side = side;
    this.fullMethod = fullMethod;
    this.kind = kind;
    this.peer = peer?.addr?.toString();
    this.#logged = logged;
    this.#injected = fieldsOf(logged.ctx);
  }

  /** How urgent it is. */
  get level(): LogLevel {
    return this.#logged.options.level(this.codeOfEvent());
  }

  /** What happened, in the words of go-grpc-middleware: `started call`, `finished call`, `request received`. */
  abstract get message(): string;

  /**
   * The fields under the names of go-grpc-middleware: `grpc.service`, `grpc.method`, `grpc.code`, `grpc.time_ms` and so on, with
   * those of the context (`withLogFields`, `addLogFields`) and those that the options add.
   */
  get fields(): LogFields {
    const { call, ctx, common, startTime, options } = this.#logged;
    const { deadline } = ctx;
    return {
      ...this.#injected,
      ...common,
      ...(this.peer !== undefined && { 'peer.address': this.peer }),
      'grpc.start_time': options.timestamp(startTime),
      ...(deadline !== undefined && { 'grpc.request.deadline': options.timestamp(deadline) }),
      ...this.ownFields(options),
      ...options.fields(ctx, call),
    };
  }

  protected codeOfEvent(): Code {
    return OK;
  }

  /** Returns the fields of this event alone. */
  protected abstract ownFields(options: Logging): LogFields;
}

/** The start of a call. */
export class StartEvent extends LogEvent {
  readonly event = 'start';

  get message(): string {
    return 'started call';
  }

  protected override ownFields(options: Logging): LogFields {
    return options.durationFields(0);
  }
}

/** The end of a call. */
export class FinishEvent extends LogEvent {
  readonly event = 'finish';
  readonly code: Code;
  /** How long the call took, in milliseconds. */
  readonly ms: number;
  readonly #failure: Failure | undefined;

  /** @internal */
  constructor(logged: LoggedCall, failure: Failure | undefined, ms: number) {
    super(logged);
    this.code = failure === undefined ? OK : logged.options.code(failure.error);
    this.ms = ms;
    this.#failure = failure;
  }

  /** What the call failed with; `undefined` if it succeeded. */
  get error(): unknown {
    return this.#failure?.error;
  }

  get message(): string {
    return 'finished call';
  }

  protected override codeOfEvent(): Code {
    return this.code;
  }

  protected override ownFields(options: Logging): LogFields {
    const { code, ms } = this;
    const failure = this.#failure;
    return {
      'grpc.code': nameOf(code),
      ...(failure && { 'grpc.error': textOf(failure.error), ...options.errorFields(failure.error) }),
      ...options.durationFields(ms),
    };
  }
}

/** A message that was received or sent. */
export class MessageEvent extends LogEvent {
  readonly event: 'received' | 'sent';
  /** How long it took to receive or to send it, in milliseconds. */
  readonly ms: number;
  readonly #payload: unknown;

  /** @internal */
  constructor(logged: LoggedCall, event: 'received' | 'sent', payload: unknown, ms: number) {
    super(logged);
    this.event = event;
    this.ms = ms;
    this.#payload = payload;
  }

  /** The message. */
  get payload(): unknown {
    return this.#payload;
  }

  get message(): string {
    return `${this.what} ${this.event}`;
  }

  protected override ownFields(options: Logging): LogFields {
    const direction = this.event === 'sent' ? 'send' : 'recv';
    return {
      [`grpc.${direction}.duration`]: `${this.ms}ms`,
      [`grpc.${this.what}.content`]: this.#payload,
      ...options.durationFields(this.ms),
    };
  }

  private get what(): 'request' | 'response' {
    return (this.side === 'server') === (this.event === 'received') ? 'request' : 'response';
  }
}

/** What `logging` reports. */
export type CallEvent = StartEvent | FinishEvent | MessageEvent;

function textOf(error: unknown): string {
  return String(fromError(error) ?? convert(error).message);
}

/** Returns the fields that name a call. */
export function commonFields({ side, service, method, kind }: ReportedCall, options: Logging): LogFields {
  const fields = {
    protocol: 'grpc',
    'grpc.component': side,
    'grpc.service': service,
    'grpc.method': method,
    'grpc.method_type': kind,
  };
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !options.disableFields.includes(name)));
}
