import { type CallOptions, Metadata } from 'nice-grpc-common';
import { type Context, run } from '../../context';
import { safely, wrongType } from '../../context/internal';
import type { ContextOptions } from '../../grpc';
import {
  type ClientMethod,
  type OutgoingCall,
  type ReceivedFields,
  type ResponseOption,
  responseOptions,
} from '../../grpc/internal';
import { MD } from '../../metadata';
import { nameOf } from '../../metadata/internal';
import { isUnsupported } from '../../wire/internal';

/** The options of a call, nice-grpc's own and ours. */
export type NiceOptions = CallOptions & ContextOptions;

/**
 * Returns the call that `options` ask for, made from the context `caller`.
 *
 * @throws TypeError if a value in the options has the wrong type.
 */
export function outgoingCall(method: ClientMethod, options: NiceOptions, caller: Context): OutgoingCall {
  const { ctx, metadata, signal } = options;
  const opts = responseOptionsOf(method, options, caller);
  return {
    method,
    ctx: ctx ?? caller,
    isCurrent: ctx === undefined,
    caller,
    metadata: metadata === undefined || isEmpty(metadata) ? undefined : metadata,
    opts,
    abort: signal && { signal, reason: () => (method.responseStream ? new AbortError() : signal.reason) },
  };
}

function responseOptionsOf(
  method: ClientMethod,
  options: NiceOptions,
  caller: Context,
): readonly ResponseOption[] {
  const where = `nice-grpc: ${method.path}`;
  const { metadata, signal, onHeader, onTrailer } = options;
  const opts = responseOptions(where, options);
  if (metadata !== undefined) mustBeMetadata(where, metadata);
  if (signal !== undefined) mustBeSignal(where, signal);
  if (onHeader === undefined && onTrailer === undefined) return opts;
  const all: ResponseOption[] = [...opts];
  if (onHeader !== undefined) {
    mustBeFunction(where, 'onHeader', onHeader);
    all.push({ kind: 'onHeader', f: (header) => run(caller, () => onHeader(toNice(header))) });
  }
  if (onTrailer !== undefined) {
    mustBeFunction(where, 'onTrailer', onTrailer);
    all.push({ kind: 'onTrailer', f: (trailer) => run(caller, () => onTrailer(toNice(trailer))) });
  }
  return all;
}

function mustBeSignal(where: string, signal: AbortSignal): void {
  if (safely(() => typeof signal.removeEventListener === 'function', false)) return;
  throw wrongType(`${where}: signal`, 'an AbortSignal', signal);
}

function mustBeMetadata(where: string, metadata: unknown): void {
  const isMetadata = () => typeof metadata === 'object' && Symbol.iterator in Object(metadata);
  if (!safely(isMetadata, false)) throw wrongType(`${where}: metadata`, 'Metadata', metadata);
}

function mustBeFunction(where: string, word: string, f: unknown): void {
  if (typeof f !== 'function') throw wrongType(`${where}: ${word}`, 'a function', f);
}

/** The error of a call that was aborted, as JavaScript libraries test for it. */
class AbortError extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('The operation has been aborted');
  }
}

function isEmpty(metadata: Metadata): boolean {
  return metadata[Symbol.iterator]().next().done === true;
}

function toNice(fields: ReceivedFields | undefined): Metadata {
  const [md, metadata] = [new MD(), Metadata()];
  fields?.copyTo(md);
  for (const [key, values] of md) {
    const name = nameOf(key);
    const kept = values.filter((value) => !isUnsupported(name, value)); // nice-grpc's metadata throws for others
    if (kept.length > 0) metadata.set(key, name.isBinary ? kept.map(asBytes) : kept);
  }
  return metadata;
}

function asBytes(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}
