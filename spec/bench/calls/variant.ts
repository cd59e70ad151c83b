export const runtimes = ['nice-grpc', 'grpc-js'] as const;
/**
 * The runtimes that can be had alone; the shape that mdctx alone has; nice-grpc with the messages of protobuf, and what is
 * compared with that: Connect, Nest; and node:http2 without a framework.
 */
export type Runtime = (typeof runtimes)[number] | 'stub' | 'proto' | 'connect' | 'nest' | 'http2';

/** What client and server do beside answering. */
const variants = [
  /** The runtime alone. */
  'bare',
  /** The runtime, with each call and each handler run in a bare AsyncLocalStorage: what contexts cost at least. */
  'stored',
  /** The runtime with mdctx on both sides, which nobody asks for anything. */
  'installed',
  /** The runtime alone; each call has five pairs, a deadline, a header and a trailer by the runtime's own means. */
  'by-hand',
  /** By hand, with each call and each handler in an AsyncLocalStorage: what a program with contexts does without mdctx. */
  'by-hand-stored',
  /** The same as by hand, by means of mdctx. */
  'used',
] as const;
export type Variant = (typeof variants)[number];

/** A client and a server of one runtime, and what both do. */
export type Program = readonly [runtime: Runtime, variant: Variant];

/** Returns the name of the module that has `variant` of `runtime`. */
export function moduleOf(runtime: Runtime, variant: Variant): string {
  const name = runtime === 'proto' ? 'nice-grpc' : runtime;
  return variant === 'installed' || variant === 'used' ? `${name}-mdctx` : name; // stub has these two alone
}

export function nameOfProgram([runtime, variant]: Program): string {
  return `${runtime}, ${variant}`;
}

export const shapes = ['unary', 'stream'] as const;
/** A call with one message each way, or with `messages` of them. */
export type Shape = (typeof shapes)[number];
