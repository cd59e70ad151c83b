import type { ServerInterceptor, ServerOptions } from '@grpc/grpc-js';
import { holdsOptions, kindOf } from '../../context/internal';
import type { ServerInterceptors } from '../../grpc';
import { validateInterceptors } from '../../grpc/internal';
import { contained } from '../../grpc-js/internal';
import { type StreamResetLimit, validateResetLimit } from '../../wire/internal';

/** The options of `createServer` without a dot in their names. */
interface NamedServerOptions extends ServerInterceptors, StreamResetLimit {
  /** Interceptors of grpc-js. They stand before those of `unaryInterceptors` and `streamInterceptors`. */
  readonly interceptors?: readonly ServerInterceptor[] | undefined;
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
  for (const name of Object.keys(options)) {
    if (name.includes('.') || known.has(name)) continue;
    throw new TypeError(
      `${where}: an option must be one of ${[...known].join(', ')}, or have a dot in its name: got ${name}`,
    );
  }
  const { unaryInterceptors, streamInterceptors, streamResetBurst, streamResetRate, interceptors, ...grpc } =
    options;
  return {
    grpc: { ...grpc, interceptors: grpcInterceptors(where, interceptors) },
    interceptors: validateInterceptors(where, { unaryInterceptors, streamInterceptors }),
    resets: validateResetLimit(where, { streamResetBurst, streamResetRate }),
  };
}

function grpcInterceptors(where: string, list: unknown): ServerInterceptor[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    throw new TypeError(
      `${where}: interceptors must be a list of interceptors of grpc-js: got ${kindOf(list)}`,
    );
  }
  return list.map((interceptor) => {
    if (typeof interceptor !== 'function') {
      throw new TypeError(`${where}: interceptors must be a list of functions: got ${kindOf(interceptor)}`);
    }
    if (interceptor.length > 2) {
      throw new TypeError(
        `${where}: interceptors must hold interceptors of grpc-js, the others go into unaryInterceptors or streamInterceptors: got a function of ${interceptor.length} parameters`,
      );
    }
    return contained(interceptor);
  });
}
