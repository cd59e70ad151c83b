import { isHopByHop, isReserved } from '../metadata/internal';

/** Names that describe one message, one connection or one attempt, and so nothing of the next. */
const local = new Set([
  'accept-encoding',
  'content-encoding',
  'content-length',
  'date',
  'expect',
  'grpc-accept-encoding',
  'grpc-previous-rpc-attempts',
  'grpc-retry-pushback-ms',
  'grpc-status-details-bin',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'www-authenticate',
]);

/** Returns why `key`, which is in lower case, is never forwarded, or `undefined` if it may be. */
export function whyNeverForwarded(key: string): string | undefined {
  if (isReserved(key)) return 'belongs to gRPC itself';
  if (isHopByHop(key)) return 'belongs to one connection';
  if (local.has(key)) return 'describes one message';
  if (key === '__proto__') return 'cannot be stored in a JavaScript object';
  return undefined;
}
