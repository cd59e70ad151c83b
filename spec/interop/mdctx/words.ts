import { ConnectError } from '@connectrpc/connect';
import { statusOf } from '../../../lib/grpc';
import { MD } from '../../../lib/metadata';
import { quote } from '../../../lib/metadata/internal';
import type { Metadata, Pairs } from '../support/script';

/** Go's names of the status codes, in their order. */
const names = [
  'OK', 'Canceled', 'Unknown', 'InvalidArgument', 'DeadlineExceeded', 'NotFound', 'AlreadyExists', 'PermissionDenied',
  'ResourceExhausted', 'FailedPrecondition', 'Aborted', 'OutOfRange', 'Unimplemented', 'Internal', 'Unavailable',
  'DataLoss', 'Unauthenticated',
]; // biome-ignore format: a list

/** Returns how a note spells what was thrown: `Code "message"`, or the words of an error that has no code. */
export function words(error: unknown): string {
  if (error === undefined) return 'ok';
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConnectError) return named(error.code, statusOf(error)?.details);
  if ('code' in error && typeof error.code === 'number' && 'details' in error) {
    return named(error.code, error.details);
  }
  return error.message;
}

function named(code: number, text: unknown): string {
  return `${names[code] ?? code} ${quote(String(text))}`;
}

/** Returns the words of what `f` throws, or `ok`. */
export function attempt(f: () => void): string {
  try {
    f();
    return 'ok';
  } catch (error) {
    return words(error);
  }
}

/** Returns the metadata that a step spells: a literal or pairs. */
export function spelled({ md, pairs = [] }: { md?: Metadata; pairs?: Pairs }): MD {
  if (md) return new MD(Object.entries(md));
  const out = new MD();
  for (let i = 0; i < pairs.length; i += 2) out.append(pairs[i] ?? '', pairs[i + 1] ?? '');
  return out;
}

/** Returns `md` as a note keeps it. */
export function noted(md: ReadonlyMap<string, readonly string[]> | undefined): Metadata | null {
  return md ? Object.fromEntries([...md].map(([key, values]) => [key, [...values]])) : null;
}
