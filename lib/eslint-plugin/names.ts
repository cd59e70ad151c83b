// The functions of mdctx that the rules know, by what they do with a context.

/** Return a context. */
export const deriving = new Set([
  'appendToOutgoingContext',
  'newContext',
  'newContextWithServerTransportStream',
  'newIncomingContext',
  'newOutgoingContext',
  'withClock',
  'withoutCancel',
  'withSignal',
  'withValue',
]);

/** Return a context that is there already. */
export const standing = new Set(['background', 'current', 'todo']);

/** Return a context and the function that cancels it. */
export const cancelling = new Set([
  'withCancel',
  'withCancelCause',
  'withDeadline',
  'withDeadlineCause',
  'withTimeout',
  'withTimeoutCause',
]);

/** The least and the most arguments with which each uses the current context, since it is given none. */
const alone = new Map<string, readonly [least: number, most: number]>([
  ['cause', [0, 0]],
  ['current', [0, 0]],
  ['fromContext', [0, 0]],
  ['fromIncomingContext', [0, 0]],
  ['fromOutgoingContext', [0, 0]],
  ['method', [0, 0]],
  ['newIncomingContext', [1, 1]],
  ['newOutgoingContext', [1, 1]],
  ['realipFromContext', [0, 0]],
  ['requestIdFromContext', [0, 0]],
  ['sendHeader', [0, 1]],
  ['serverTransportStreamFromContext', [0, 0]],
  ['setHeader', [1, 1]],
  ['setTrailer', [1, 1]],
  ['valueFromIncomingContext', [1, 1]],
  ['valueFromOutgoingContext', [1, 1]],
  ['withCancel', [0, 0]],
  ['withCancelCause', [0, 0]],
  ['withDeadline', [1, 1]],
  ['withDeadlineCause', [2, 2]],
  ['withSignal', [1, 1]],
  ['withTimeout', [1, 1]],
  ['withTimeoutCause', [2, 2]],
  ['withValue', [2, 2]],
]);

/** Reports whether a call of a function of mdctx with `count` arguments uses the current context. */
export function usesCurrent(name: string, count: number): boolean {
  if (name === 'appendToOutgoingContext') return count % 2 === 0;
  const range = alone.get(name);
  return range !== undefined && count >= range[0] && count <= range[1];
}
