import { Status } from 'nice-grpc-common';
import type { MD } from '../../../lib/metadata';
import type { Message } from '../echo';
import type { Calling } from './adapter';

/** What came of a call. */
export interface Outcome {
  readonly messages: readonly Message[];
  readonly code: Status;
  readonly details: string;
}

/** Reads `call` to its end. */
export async function outcomeOf(call: Calling): Promise<Outcome> {
  const messages: Message[] = [];
  try {
    for (;;) {
      const message = await call.next();
      if (message === undefined) return { messages, code: Status.OK, details: '' };
      messages.push(message);
    }
  } catch (error) {
    return { messages, ...statusOf(error) };
  }
}

/** Returns the status that an error of a runtime tells. What tells none is thrown again. */
export function statusOf(error: unknown): { code: Status; details: string } {
  if (!(error instanceof Error && 'code' in error && 'details' in error)) throw error;
  const details = 'rawMessage' in error ? error.rawMessage : error.details; // Connect has the text there
  return { code: Number(error.code), details: String(details) };
}

/** Returns `md` as a plain object, without what the runtimes add to a response. */
export function plain(md: MD | undefined): Record<string, string[]> {
  const { date: _, 'content-type': __, ...rest } = Object.fromEntries(md ?? []);
  return rest;
}
