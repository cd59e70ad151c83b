import { types } from 'node:util';
import type { Interceptor, InterceptorOptions, Metadata } from '@grpc/grpc-js';
import { current, withDeadline } from '../../context';
import { kindOf } from '../../context/internal';
import { type ClientInterceptors, type ContextOptions, OnFinish } from '../../grpc';
import {
  interceptWith,
  madeBy,
  nothingMayFollow,
  type OutgoingCall,
  responseOptions,
  validateInterceptors,
} from '../../grpc/internal';
import type { Init } from '../../metadata';
import { sendableDeadline } from '../../wire/internal';
import { patchRuntime } from '../runtime';
import { asInterceptingCall, listsOf } from './convert';
import { InterceptorCall, type PreparedCall } from './interceptor-call';
import { NextCalls } from './next-call';

declare module '@grpc/grpc-js/build/src/client' {
  interface CallOptions extends ContextOptions {}
}

/**
 * Returns an interceptor for grpc-js clients, `new Client(address, credentials, { interceptors: [clientInterceptor()] })`,
 * that makes each call with a context: `{ ctx }` in the options of the call, or the current one. The call sends the
 * outgoing metadata of the context and then its own, ends when the context does, and has the earlier one of its own
 * deadline and the context's. `{ header, trailer, peer }` in the options are filled with those of the response.
 *
 * Callbacks and listeners of the call, and its credentials, run in the context in which the call was made.
 *
 * The interceptors that it is given stand before all this. The caller gets what they decide: a header, messages, and a
 * status, which is that of the error if they throw one.
 *
 * @throws TypeError if an option is unknown, or an interceptor is not a function.
 */
export function clientInterceptor(interceptors?: ClientInterceptors): Interceptor;
export function clientInterceptor(interceptors: ClientInterceptors = {}, ...more: unknown[]): Interceptor {
  nothingMayFollow('grpc-js: clientInterceptor', more);
  patchRuntime();
  validateInterceptors('grpc-js: clientInterceptor', interceptors);
  const intercept = interceptWith(interceptors);
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  const isIntercepted = unaryInterceptors.length + streamInterceptors.length > 0;

  const interceptor: Interceptor = (options, nextCall) => {
    const caller = current();
    const opts = responseOptions('grpc-js', options);
    validateDeadline(options);
    const next = new NextCalls(options, nextCall);
    const prepare = (metadata: Metadata): PreparedCall => {
      const { ctx, deadline = Number.POSITIVE_INFINITY, method_definition: method } = options;
      next.metadataOptions = metadata.getOptions();
      const isCurrent = ctx === undefined;
      const call = { method, ctx: ctx ?? caller, isCurrent, caller, metadata: ownOf(metadata), opts };
      const hasDeadline = isIntercepted && deadline !== Number.POSITIVE_INFINITY;
      return { factory: intercept(next), call: hasDeadline ? withOwnDeadline(call, deadline) : call };
    };
    return asInterceptingCall(new InterceptorCall(prepare, () => next.made));
  };
  return madeBy('clientInterceptor', interceptor);
}

/** @throws TypeError if it would make grpc-js throw where nothing catches that. */
function validateDeadline({ deadline }: InterceptorOptions): void {
  if (deadline === undefined || deadline === null) return;
  const isTime = typeof deadline === 'number' || types.isDate(deadline);
  if (isTime && !Number.isNaN(Number(deadline))) return;
  const got = isTime ? String(deadline) : kindOf(deadline);
  throw new TypeError(`grpc-js: deadline must be a Date or milliseconds since the epoch: got ${got}`);
}

/** Returns `call` with its own deadline in its context, so that interceptors see it. */
function withOwnDeadline(call: OutgoingCall, deadline: Date | number): OutgoingCall {
  const time = Math.max(0, sendableDeadline(Number(deadline))); // one that a Date can tell
  const [ctx, cancel] = withDeadline(call.ctx, new Date(time));
  return { ...call, ctx, opts: [...call.opts, OnFinish(cancel)] };
}

function ownOf(metadata: Metadata): Init | undefined {
  const lists = listsOf(metadata);
  return lists.size === 0 ? undefined : lists;
}
