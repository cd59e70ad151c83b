import { credentials } from '@grpc/grpc-js';
import { Registry } from 'prom-client';
import { withContexts } from '../../lib/connect';
import { policy, requestId } from '../../lib/forward';
import { clientInterceptor, intercept, serverInterceptor } from '../../lib/grpc-js';
import { express, fastify, hono, koa } from '../../lib/http';
import * as interceptors from '../../lib/interceptors';
import { drain } from '../../lib/lifecycle';
import { clientOptions, serverOptions } from '../../lib/nestjs';
import { createChannel, createClient, createClientFactory, createServer } from '../../lib/nice-grpc';
import { clientTracing, serverTracing } from '../../lib/otel';
import {
  KeepaliveEnforcementPolicy,
  KeepaliveParams,
  newClient,
  newClientConn,
  newServer,
  withKeepaliveParams,
} from '../../lib/stub';
import { callStream, callUnary } from '../../lib/testing';
import { pair } from '../../lib/testing/nice-grpc';
import { Echo } from '../support/echo';
import { wrong } from '../support/wrong';

// A name that nobody knows has no effect, and nobody is told: an interceptor for authentication that is not there, a limit that
// does not hold. So each function that is given options refuses it, and names itself.

const insecure = credentials.createInsecure();
const auth = interceptors.auth((ctx) => ctx);
const makers: Readonly<Record<string, (options: never) => unknown>> = {
  'nice-grpc: createServer': (options) => createServer(options),
  'nice-grpc: createClientFactory': (options) => createClientFactory(options),
  'nice-grpc: createChannel': (options) => createChannel('127.0.0.1:1', insecure, options),
  'nice-grpc: createClient': (options) => createClient(Echo, createChannel('127.0.0.1:1'), options),
  'grpc-js: serverInterceptor': (options) => serverInterceptor(options),
  'grpc-js: clientInterceptor': (options) => clientInterceptor(options),
  'grpc-js: intercept': (options) => intercept(Echo, {}, options),
  'stub: newClient': (options) => newClient(Echo, '127.0.0.1:1', options),
  'stub: newClientConn': (options) => newClientConn('127.0.0.1:1', options),
  'stub: newServer': (options) => newServer(options),
  'stub: withKeepaliveParams': (options) => withKeepaliveParams(options),
  'stub: KeepaliveParams': (options) => KeepaliveParams(options),
  'stub: KeepaliveEnforcementPolicy': (options) => KeepaliveEnforcementPolicy(options),
  'interceptors: logging': (options) => interceptors.logging(() => {}, options),
  'interceptors: clientLogging': (options) => interceptors.clientLogging(() => {}, options),
  'interceptors: retry': (options) => interceptors.retry(options),
  'interceptors: validator': (options) => interceptors.validator(options),
  'interceptors: clientValidator': (options) => interceptors.clientValidator(options),
  'interceptors: realip': (options) => interceptors.realip(options),
  'interceptors: assignRequestId': (options) => interceptors.assignRequestId(options),
  'interceptors: deadlineBounds': (options) => interceptors.deadlineBounds(options),
  'interceptors: selector': (options) => interceptors.selector(auth, options),
  'interceptors: serverMetrics': (options) => interceptors.serverMetrics(new Registry(), options),
  'interceptors: clientMetrics': (options) => interceptors.clientMetrics(new Registry(), options),
  'forward: policy': (options) => policy(options),
  'forward: requestId': (options) => requestId(options),
  'http: express': (options) => express(options),
  'http: fastify': (options) => fastify(options),
  'http: hono': (options) => hono(options),
  'http: koa': (options) => koa(options),
  'otel: serverTracing': (options) => serverTracing(options),
  'otel: clientTracing': (options) => clientTracing(options),
  'lifecycle: drain': (options) => drain(createServer(), options),
  'testing: callUnary': (options) => callUnary(() => ({}), {}, options),
  'testing: callStream': (options) => callStream(() => {}, [], options),
  'testing: pair': (options) => pair(Echo, wrong({}), options),
  'nestjs: serverOptions': (options) => serverOptions(options),
  'nestjs: clientOptions': (options) => clientOptions(options),
  'connect: withContexts': (options) => withContexts(options),
};

/** Those whose options are a runtime's too, of which there may be any. */
const open = new Set(['nestjs: serverOptions', 'nestjs: clientOptions', 'connect: withContexts']);

describe.each(Object.entries(makers))('%s', (where, make) => {
  it.each([
    'unaryInterceptor',
    'streamInterceptor',
    'unary_interceptors',
    ...(open.has(where) ? [] : ['context', 'headers', 'trailers', 'timeot', 'constructor']),
  ])('refuses the option %s', async (name) => {
    const error: unknown = await Promise.resolve(name)
      .then((name) => make(wrong({ [name]: [] })))
      .catch((error) => error);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error).slice('TypeError: '.length, 'TypeError: '.length + where.length)).toBe(where);
  });
});
