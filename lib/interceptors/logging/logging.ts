import { run } from '../../context';
import { callContained } from '../../context/internal';
import type { ClientInterceptor, ServerInterceptor } from '../in-order';
import type { Reportable, Reporter } from '../reporter';
import { callReporting, serverReporting } from '../reporting';
import { type CallEvent, commonFields, FinishEvent, MessageEvent, StartEvent } from './call-event';
import { withLogFields } from './log-fields';
import { type LoggingOptions, loggingOptions } from './options';

/** Called with each event. What it throws is a warning of the process. */
export type Log = (event: CallEvent) => void;

/**
 * Returns a server interceptor that calls `log` at the start and the end of each call, and for its messages if
 * `options.events` names them. An event prints without any value of the metadata, the messages and the errors. `log` runs in
 * the context of the call; `log: ({ level, message, fields }) => logger[level](fields, message)` writes the lines that
 * go-grpc-middleware writes.
 *
 * Handlers have the fields of their call as `logFields()`, and so have the calls that they make.
 *
 * Ports go-grpc-middleware's `logging`.
 *
 * @throws TypeError if `log` is not a function or an option has a value that it cannot have.
 */
export function logging(log: Log, options: LoggingOptions = {}): ServerInterceptor {
  return serverReporting('logging', reportable('logging', 'server', log, options));
}

/**
 * Returns a client interceptor that calls `log` at the start and the end of each call, that of a stream included: see
 * `logging`.
 *
 * Ports go-grpc-middleware's `logging`.
 *
 * @throws TypeError if `log` is not a function or an option has a value that it cannot have.
 */
export function clientLogging(log: Log, options: LoggingOptions = {}): ClientInterceptor {
  return callReporting('clientLogging', reportable('clientLogging', 'client', log, options));
}

function reportable(name: string, side: 'server' | 'client', log: Log, given: LoggingOptions): Reportable {
  if (typeof log !== 'function')
    throw new TypeError(
      `interceptors: ${name}: log must be a function: got ${log === null ? 'null' : typeof log}`,
    );
  const options = loggingOptions(name, side, given);
  const [start, finish, received, sent] = (['start', 'finish', 'received', 'sent'] as const).map((event) =>
    options.events.includes(event),
  );
  return (outer, call) => {
    const common = commonFields(call, options);
    const ctx = withLogFields(outer, { ...common, ...options.fields(outer, call) });
    const logged = { call, ctx, common, startTime: new Date(), options };
    const reporter: Reporter = {
      ...(finish && { postCall: (failure, ms) => log(new FinishEvent(logged, failure, ms)) }),
      ...(received && {
        postMsgReceive: (message, failure, ms) =>
          failure ?? log(new MessageEvent(logged, 'received', message, ms)),
      }),
      ...(sent && {
        postMsgSend: (message, failure, ms) => failure ?? log(new MessageEvent(logged, 'sent', message, ms)),
      }),
    };
    if (start) callContained(`interceptors: ${name}`, () => run(ctx, log, new StartEvent(logged)));
    return [reporter, ctx];
  };
}
