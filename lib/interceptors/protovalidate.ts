import { Internal, InvalidArgument } from '../codes';
import { mustBeList } from '../context/internal';
import { error, New } from '../status';
import { mustBeFunction, mustBeObject, mustBeOptions } from './check';
import { checkingRequests } from './checked-stream';
import { validate, violationsDetail } from './convert';
import type { ServerInterceptor } from './in-order';
import type { MessageSchema, MessageValidator } from './message-schema';

/** Options of `protovalidate`. */
export interface ProtovalidateOptions {
  /** Where the schema of a message is found by its name: `createRegistry(file_shop_v1_shop)` of protobuf-es. */
  readonly registry: { getMessage(typeName: string): MessageSchema | undefined };
  /** Messages that are not validated. */
  readonly ignore?: readonly MessageSchema[] | undefined;
}

/**
 * Returns a server interceptor that validates each request, a message of protobuf-es, by the rules that its `.proto` file has
 * for it. `validator` is that of `@bufbuild/protovalidate`: `createValidator()`. The call with a message that violates a rule
 * fails with `INVALID_ARGUMENT`, whose details are the `buf.validate.Violations`; in a stream it is `recv` that fails. A rule
 * that cannot be evaluated, or a message that `registry` does not know, is `INTERNAL`.
 *
 * Ports go-grpc-middleware's `protovalidate`.
 *
 * @throws TypeError if an argument is of another type.
 */
export function protovalidate(validator: MessageValidator, options: ProtovalidateOptions): ServerInterceptor {
  mustBeObject('protovalidate: validator', validator);
  mustBeFunction('protovalidate: validator.validate', validator.validate);
  mustBeOptions('protovalidate: options', options, ['registry', 'ignore']);
  const { registry, ignore } = options;
  mustBeObject('protovalidate: registry', registry);
  mustBeFunction('protovalidate: registry.getMessage', registry.getMessage);
  mustBeList('interceptors: protovalidate: ignore', ignore);
  const ignored = new Set(ignore?.map(({ typeName }) => typeName));
  return checkingRequests((_, message) => {
    const name = nameOf(message);
    if (name !== undefined && ignored.has(name)) return;
    const schema = name === undefined ? undefined : registry.getMessage(name);
    if (schema === undefined) throw error(Internal, `unsupported message type: ${name ?? typeof message}`);
    const result = validate(validator, schema, message);
    if (result.kind === 'valid') return;
    if (result.kind === 'error') throw error(Internal, result.error.message);
    throw New(InvalidArgument, result.error.message).withDetails(violationsDetail(result.violations)).err();
  });
}

function nameOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('$typeName' in message)) return undefined;
  return typeof message.$typeName === 'string' ? message.$typeName : undefined;
}
