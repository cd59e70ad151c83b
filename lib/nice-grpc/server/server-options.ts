import type { ServerInterceptor, ServerOptions } from '@grpc/grpc-js';
import { holdsOptions, kindOf, namesOf, wrongType } from '../../context/internal';
import type { ServerInterceptors } from '../../grpc';
import { makerOf, validateInterceptors } from '../../grpc/internal';
import { contained } from '../../grpc-js/internal';
import { type StreamResetLimit, validateResetLimit } from '../../wire/internal';

/** The options of `createServer` without a dot in their names. */
interface NamedServerOptions extends ServerInterceptors, StreamResetLimit {
  /** Interceptors of grpc-js. They stand before those of `unaryInterceptors` and `streamInterceptors`. */
  readonly interceptors?: readonly ServerInterceptor[] | undefined;
  /** Written `unaryInterceptors`, a list. It is named here so that options in a variable do not compile with it. */
  readonly unaryInterceptor?: never;
  /** Written `streamInterceptors`, a list. */
  readonly streamInterceptor?: never;
}

/** Options of grpc-js, such as `grpc.max_receive_message_length`. */
interface DottedOptions {
  readonly [option: `${string}.${string}`]: unknown;
}

/**
 * The options of `createServer`: those that grpc-js has for a server, whose names have a dot but for `interceptors`, and those that
 * mdctx adds. `streamResetBurst` and `streamResetRate` hold for all servers that are bound from then on.
 */
export type CreateServerOptions = NamedServerOptions | (NamedServerOptions & DottedOptions);

/** The parsed options of a server. */
export interface ParsedOptions {
  readonly grpc: ServerOptions;
  readonly interceptors: ServerInterceptors;
  readonly resets: StreamResetLimit;
}

const known = new Set([
  'interceptors',
  'streamInterceptors',
  'streamResetBurst',
  'streamResetRate',
  'unaryInterceptors',
]);

/**
 * Returns `options`, parsed.
 *
 * @throws TypeError if they are not an object, or have an unknown name without a dot, or a value of the wrong type.
 */
export function parseOptions(where: string, options: CreateServerOptions): ParsedOptions {
  if (!holdsOptions(options)) {
    const got = kindOf(options);
    throw new TypeError(`${where}: options must be an object of options: got ${got}`);
  }
  for (const name of namesOf(options)) {
    if (name.includes('.') || known.has(name)) continue;
    throw new TypeError(
      `${where}: an option must be one of ${[...known].join(', ')}, or have a dot in its name: got ${name}`,
    );
  }
  const { unaryInterceptors, streamInterceptors, streamResetBurst, streamResetRate, interceptors, ...grpc } =
    options;
  validateStreams(where, new Map<string, unknown>(Object.entries(grpc)).get('grpc.max_concurrent_streams'));
  return {
    grpc: { ...grpc, interceptors: grpcInterceptors(where, interceptors) },
    interceptors: validateInterceptors(where, { unaryInterceptors, streamInterceptors }),
    resets: validateResetLimit(where, { streamResetBurst, streamResetRate }),
  };
}

/** @throws TypeError if Node would throw when the first client connects, where nobody can catch that. */
function validateStreams(where: string, limit: unknown): void {
  if (limit === undefined || (Number.isInteger(limit) && Number(limit) >= 0 && Number(limit) < 2 ** 32))
    return;
  const got = typeof limit === 'number' ? limit : kindOf(limit);
  throw new TypeError(
    `${where}: grpc.max_concurrent_streams must be a whole number from 0 to 4294967295: got ${got}`,
  );
}

function grpcInterceptors(where: string, list: unknown): ServerInterceptor[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    throw wrongType(`${where}: interceptors`, 'a list of interceptors of grpc-js', list);
  }
  return list.map((interceptor) => {
    if (typeof interceptor !== 'function') {
      throw wrongType(`${where}: interceptors`, 'a list of functions', interceptor);
    }
    if (interceptor.length > 2) {
      throw new TypeError(
        `${where}: interceptors must hold interceptors of grpc-js, the others go into unaryInterceptors or streamInterceptors: got a function of ${interceptor.length} parameters`,
      );
    }
    if (makerOf(interceptor) === 'clientInterceptor') {
      throw new TypeError(
        `${where}: interceptors must be those of a server: got what clientInterceptor() returns`,
      );
    }
    return contained(interceptor);
  });
}
