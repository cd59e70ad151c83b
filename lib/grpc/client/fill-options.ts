import { type Context, run } from '../../context';
import { callContained } from '../../context/internal';
import type { MD } from '../../metadata';
import type { Peer } from '../../peer';
import { isError } from '../status';
import type { ReceivedFields, ResponseOption } from './transport';

/** What a call received, for its options. */
export interface ReceivedResponse {
  /** Undefined if the response was a trailer alone. */
  readonly header: ReceivedFields | undefined;
  readonly trailer: ReceivedFields | undefined;
  peer(): Peer;
}

/** Tells the options the header; without one, what they want filled is emptied. What a callback throws is thrown. */
export function fillHeader(opts: readonly ResponseOption[], header: ReceivedFields | undefined): void {
  for (const option of opts) {
    if (option.kind === 'header') fill(option.md, header);
    else if (option.kind === 'onHeader' && header !== undefined) option.f(header);
  }
}

/** Tells the options what is known when the call has ended. */
export function fillRest(opts: readonly ResponseOption[], response: ReceivedResponse): void {
  if (response.header === undefined) fillHeader(opts, undefined);
  for (const option of opts) {
    if (option.kind === 'trailer') fill(option.md, response.trailer);
    else if (option.kind === 'onTrailer') callContained('grpc: onTrailer', () => option.f(response.trailer));
    else if (option.kind === 'peer')
      callContained('grpc: peer', () => Object.assign(option.peer, response.peer()));
  }
}

/** Calls what the options want called when the call has ended, in the context of the call. */
export function callOnFinish(opts: readonly ResponseOption[], ctx: Context, error: () => unknown): void {
  for (const option of opts) {
    if (option.kind === 'onFinish')
      callContained('grpc: OnFinish', () => run(ctx, option.f, asError(error())));
  }
}

function asError(error: unknown): Error | undefined {
  return error === undefined || isError(error) ? error : new Error(String(error));
}

function fill(md: MD, fields: ReceivedFields | undefined): void {
  md.clear();
  fields?.copyTo(md);
}
