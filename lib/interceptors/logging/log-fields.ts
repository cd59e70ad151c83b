import { type Context, key, withValue } from '../../context';
import { contextOf, holdsOptions, wrongType } from '../../context/internal';

/** Fields of a line of a log: names and values. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The fields of a context. It can change, as `addLogFields` replaces them. */
interface Box {
  fields: LogFields;
}

const boxKey = key<Box>('interceptors.logFields');

/**
 * Returns the fields that `ctx` has for the lines of `logging`, those of the call that it belongs to included; empty if it has
 * none. The result is a copy.
 *
 * Ports go-grpc-middleware's `logging.ExtractFields`.
 */
export function logFields(ctx?: Context): LogFields {
  return { ...fieldsOf(contextOf('interceptors: logFields', ctx)) };
}

/** Returns the fields that `ctx` has now, not copied. */
export function fieldsOf(ctx: Context): LogFields {
  return ctx.value(boxKey)?.fields ?? none;
}

const none: LogFields = {};

/**
 * Returns a context with `fields` for the lines of `logging`, in addition to those that `ctx` has and in place of those of the
 * same name. They are for calls that are made or handled in the new context.
 *
 * Ports go-grpc-middleware's `logging.InjectFields`.
 */
export function withLogFields(ctx: Context | undefined, fields: LogFields): Context;
export function withLogFields(fields: LogFields): Context;
export function withLogFields(...args: [Context | undefined, LogFields] | [LogFields]): Context {
  const [given, fields] = args.length === 2 ? args : [undefined, ...args];
  const ctx = contextOf('interceptors: withLogFields', given);
  mustBeFields('withLogFields', fields);
  return withValue(ctx, boxKey, { fields: { ...fieldsOf(ctx), ...fields } });
}

/**
 * Adds `fields` to the later lines of the call that `ctx` belongs to, such as that of its end: by it a handler logs whose
 * order it was. Without `logging` it does nothing.
 *
 * Ports go-grpc-middleware's `logging.AddFields`.
 */
export function addLogFields(ctx: Context | undefined, fields: LogFields): void;
export function addLogFields(fields: LogFields): void;
export function addLogFields(...args: [Context | undefined, LogFields] | [LogFields]): void {
  const [ctx, fields] = args.length === 2 ? args : [undefined, ...args];
  const box = contextOf('interceptors: addLogFields', ctx).value(boxKey);
  mustBeFields('addLogFields', fields);
  if (box !== undefined) box.fields = { ...box.fields, ...fields };
}

function mustBeFields(name: string, fields: unknown): void {
  if (!holdsOptions(fields)) throw wrongType(`interceptors: ${name}: fields`, 'an object', fields);
}
