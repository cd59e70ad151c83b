import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { Server, type StatusObject, type sendUnaryData } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { current } from '../../context';
import { safely } from '../../context/internal';
import { IncomingCall, streamKey } from '../../grpc/internal';
import { statusOf } from '../../status/internal';
import { asHandler, type HandledCall, type Handler, responsesOf } from '../convert';
import { containListeners, endWhenClosed } from './contained-call';
import { unknownError } from './status';

let observed = false; // by this copy of the library, which knows its own calls alone

/**
 * Has each handler that is registered on a server from now on introduce its call to the context that it runs in, if that is
 * one of this library's calls. grpc-js's interceptors see neither how a handler reads nor what it fails with. So a call that
 * was cut off fails for its reader, an error keeps its details, and what a handler throws or rejects with ends its call
 * alone. A handler of any other call is called as it was.
 */
export function observeHandlers(): void {
  if (observed) return;
  observed = true;
  const { register } = Server.prototype;
  Server.prototype.register = function (this: Server, name: string, handler: unknown, ...rest: unknown[]) {
    const handle = asHandler(handler);
    const kind = String(rest[2]);
    return Reflect.apply(register, this, [name, handle ? observing(name, kind, handle) : handler, ...rest]);
  };
}

function observing(path: string, kind: string, handle: Handler): Handler {
  const hasRequests = kind === 'clientStream' || kind === 'bidi';
  const hasResponses = kind === 'serverStream' || kind === 'bidi';
  const isOwn = own in handle;
  if (isOwn && kind === 'unary') return handle; // it claims its call, answers once, and notes why it has failed
  return function (this: unknown, call, answer) {
    const incoming = current().value(streamKey);
    if (!(incoming instanceof IncomingCall && incoming.claim(call))) {
      return Reflect.apply(handle, this, [call, answer]);
    }
    if (hasRequests) incoming.whenCancelled((error) => cutOff(call, error));
    if (hasResponses) noteFailure(call, incoming);
    if (hasRequests && hasResponses) stayOpen(call);
    let isAnswered = false; // grpc-js would send a second response
    const answering: sendUnaryData<unknown> = (error, ...response) => {
      if (isAnswered) return;
      isAnswered = true;
      if (!error) return answer(null, ...response);
      incoming.failure ??= error;
      answer(readable(error), ...response);
    };
    const failed = (error: unknown) => {
      const status = statusOf(error) ?? unknownError(path, error);
      if (!isAnswered) incoming.failure = error;
      if (hasResponses) call.emit('error', status);
      else answering(status);
    };
    if (!isOwn) {
      if (hasRequests || hasResponses) containListeners(call, failed);
      if (hasResponses) endWhenClosed(responsesOf(call), incoming);
    }
    try {
      const returned: unknown = Reflect.apply(handle, this, [call, hasResponses ? answer : answering]);
      if (returned instanceof Promise) returned.catch(failed);
    } catch (error) {
      failed(error);
    }
    return undefined;
  };
}

// `Server.register` takes a function and nothing else that could say whose it is.
const own = Symbol('mdctx.ownHandler');

/** Returns `handler`, one of this library's own: what it does with its call needs no containment. */
export function asOwn(handler: Handler): Handler {
  return Object.assign(handler, { [own]: true });
}

/** Has a loop over the requests of `call` leave it open for its responses: Node's own destroys it, and nothing is answered. */
function stayOpen(call: object): void {
  if ('iterator' in call) Object.assign(call, { [Symbol.asyncIterator]: openIterator });
}

function openIterator(this: Readable): AsyncIterator<unknown> {
  return this.iterator({ destroyOnReturn: false });
}

/** Keeps the error of `call`, before grpc-js removes what it knows: only grpc-js listens by now. */
function noteFailure(call: EventEmitter, incoming: IncomingCall): void {
  const own = call.listeners('error');
  call.removeAllListeners('error');
  call.on('error', (error) => {
    incoming.failure ??= error;
    for (const listener of own) Reflect.apply(listener, call, [readable(error)]);
  });
}

const unreadable = { code: Status.UNKNOWN, details: 'Unknown Error' }; // grpc-js's text for an error without one

/** Returns `error`, if grpc-js can read it: it throws for what is not an object, and for an object whose getters throw. */
function readable(error: unknown): Partial<StatusObject> {
  const look = () => {
    if (typeof error !== 'object' || error === null) return unreadable;
    for (const name of ['message', 'code', 'details', 'metadata'])
      if (name in error) Reflect.get(error, name);
    return error;
  };
  return safely(look, unreadable);
}

/** Fails what reads the requests of `call`. Without that its stream would only close. */
function cutOff(call: HandledCall, error: Error): void {
  if (!('readableEnded' in call) || call.readableEnded) return;
  if (call.listenerCount('error') === 0) call.on('error', () => {}); // it ends no process
  call.destroy(error);
}
