import type { Metadata } from '../support/script';

/** Fields that gRPC and HTTP put beside what a program sets. They have cases of their own. */
const usual = new Set([
  ':authority',
  'accept-encoding',
  'content-type',
  'date',
  'grpc-accept-encoding',
  'user-agent',
]);

/** Returns what a program put into `md`; nothing is `{}`. */
export function own(md: unknown): Metadata {
  if (!isMetadata(md)) return {};
  return Object.fromEntries(Object.entries(md).filter(([key]) => !usual.has(key)));
}

/** Returns the values of one key, in order. */
export function valuesOf(md: unknown, key: string): readonly string[] {
  return (isMetadata(md) && md[key]) || [];
}

function isMetadata(md: unknown): md is Metadata {
  return typeof md === 'object' && md !== null;
}
