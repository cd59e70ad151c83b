import {
  Aborted,
  AlreadyExists,
  Canceled,
  type Code,
  DataLoss,
  DeadlineExceeded,
  FailedPrecondition,
  Internal,
  InvalidArgument,
  NotFound,
  OK,
  OutOfRange,
  PermissionDenied,
  ResourceExhausted,
  Unauthenticated,
  Unavailable,
  Unimplemented,
  Unknown,
} from '../../codes';
import type { Context } from '../../context';
import { mustBeList } from '../../context/internal';
import { statusOf } from '../../status/internal';
import { mustBeAmong, mustBeFunctions, mustBeOptions, mustBeStrings } from '../check';
import type { ReportedCall } from '../reporter';
import type { LogFields } from './log-fields';

/** The level of a log line, named as most loggers call their methods. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What `logging` reports. Ports go-grpc-middleware's `LoggableEvent`. */
export type LoggableEvent = 'start' | 'finish' | 'received' | 'sent';

const loggableEvents = ['start', 'finish', 'received', 'sent'] satisfies LoggableEvent[];

/** Options of `logging` and `clientLogging`. Each ports the function `With…` of go-grpc-middleware's `logging`. */
export interface LoggingOptions {
  /**
   * What is reported: `start` and `finish` if it is left out. `received` and `sent` are reported for each message, which the
   * event has as its `payload`. Ports `WithLogOnEvents`.
   */
  readonly events?: readonly LoggableEvent[] | undefined;
  /** Returns the level of a line by the code of its call. By itself it is as in the original. Ports `WithLevels`. */
  readonly level?: ((code: Code) => LogLevel) | undefined;
  /** Returns the code of an error. By itself it is that of its status, or `Unknown`. Ports `WithCodes`. */
  readonly code?: ((error: unknown) => Code) | undefined;
  /** Returns more fields of a call, in place of those of the same name. Ports `WithFieldsFromContextAndCallMeta`. */
  readonly fields?: ((ctx: Context, call: ReportedCall) => LogFields) | undefined;
  /** Returns fields for an error, in addition to `grpc.error`. Ports `WithErrorFields`. */
  readonly errorFields?: ((error: unknown) => LogFields) | undefined;
  /** Returns the fields of a duration: `grpc.time_ms`, if it is left out. Ports `WithDurationField`. */
  readonly durationFields?: ((ms: number) => LogFields) | undefined;
  /** Returns a time as it is logged: in the form of RFC 3339, if it is left out. Ports `WithTimestampFormat`. */
  readonly timestamp?: ((time: Date) => unknown) | undefined;
  /** The names of fields that are left out: such as `protocol` and `grpc.method`. Ports `WithDisableLoggingFields`. */
  readonly disableFields?: readonly string[] | undefined;
}

/** The options with those that were left out filled in. */
export type Logging = { readonly [Name in keyof LoggingOptions]-?: NonNullable<LoggingOptions[Name]> };

/**
 * Returns `options` with those that were left out filled in.
 *
 * @throws TypeError if an option has a value that it cannot have.
 */
export function loggingOptions(name: string, side: 'server' | 'client', options: LoggingOptions): Logging {
  mustBeOptions(`${name}: options`, options, [
    'events',
    'level',
    'code',
    'fields',
    'errorFields',
    'durationFields',
    'timestamp',
    'disableFields',
  ]);
  mustBeFunctions(name, options, 'level', 'code', 'fields', 'errorFields', 'durationFields', 'timestamp');
  mustBeList(`interceptors: ${name}: events`, options.events);
  mustBeAmong(`${name}: events`, options.events, loggableEvents);
  if (options.disableFields !== undefined) mustBeStrings(`${name}: disableFields`, options.disableFields);
  return {
    events: options.events ?? ['start', 'finish'],
    level: options.level ?? ((code) => levelIn(side === 'server' ? serverLevels : clientLevels, code)),
    code: options.code ?? ((error) => statusOf(error)?.code ?? Unknown),
    fields: options.fields ?? (() => ({})),
    errorFields: options.errorFields ?? (() => ({})),
    durationFields: options.durationFields ?? ((ms) => ({ 'grpc.time_ms': Math.round(ms * 1000) / 1000 })),
    timestamp: options.timestamp ?? ((time) => time.toISOString()),
    disableFields: options.disableFields ?? [],
  };
}

interface Levels {
  readonly codes: ReadonlyArray<readonly [level: LogLevel, codes: readonly Code[]]>;
  readonly otherwise: LogLevel;
}

const serverLevels: Levels = {
  codes: [
    ['info', [OK, NotFound, Canceled, AlreadyExists, InvalidArgument, Unauthenticated]],
    [
      'warn',
      [
        DeadlineExceeded,
        PermissionDenied,
        ResourceExhausted,
        FailedPrecondition,
        Aborted,
        OutOfRange,
        Unavailable,
      ],
    ],
  ],
  otherwise: 'error',
};

const clientLevels: Levels = {
  codes: [
    [
      'debug',
      [
        OK,
        Canceled,
        InvalidArgument,
        NotFound,
        AlreadyExists,
        ResourceExhausted,
        FailedPrecondition,
        Aborted,
        OutOfRange,
      ],
    ],
    ['warn', [Unimplemented, Internal, Unavailable, DataLoss]],
  ],
  otherwise: 'info',
};

function levelIn({ codes, otherwise }: Levels, code: Code): LogLevel {
  return codes.find(([, own]) => own.includes(code))?.[0] ?? otherwise;
}
