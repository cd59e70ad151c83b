import type { ConnectRouter } from '@connectrpc/connect';
import type { ServerInterceptors } from '../../grpc';
import { implementationOf, methodImpl } from '../convert';
import { type Method, MethodFactory } from './method';

/** The options that change what a `HandlerContext` has as its signal. */
interface SignalOptions {
  readonly interceptors?: readonly unknown[] | undefined;
  readonly shutdownSignal?: AbortSignal | undefined;
}

/**
 * Returns a router that registers at `router`, with methods that run in the context of their call, behind interceptors. `options`
 * are those of the adapter.
 */
export function contextRouter(
  router: ConnectRouter,
  interceptors: ServerInterceptors,
  options: SignalOptions,
): ConnectRouter {
  const factory = (own: SignalOptions = {}) => new MethodFactory(interceptors, changesSignal(options, own));
  const contextual: ConnectRouter = {
    handlers: router.handlers,
    service(service, implementation, own) {
      const make = factory(own);
      const methods = new Map<string, Method>();
      for (const method of service.methods) {
        const handle: unknown = Reflect.get(implementation, method.localName);
        if (typeof handle !== 'function') continue; // Connect answers that it is not implemented
        const call: Method = (request, context) => Reflect.apply(handle, implementation, [request, context]);
        methods.set(method.localName, make.method(method, call, implementation));
      }
      router.service(service, implementationOf(methods), own);
      return contextual;
    },
    rpc(method, handle, own) {
      const call: Method = (request, context) => Reflect.apply(handle, undefined, [request, context]);
      router.rpc(method, methodImpl(factory(own).method(method, call, undefined)), own);
      return contextual;
    },
  };
  return contextual;
}

/** Reports whether the signal of a `HandlerContext` may abort for a reason that the call does not know. */
function changesSignal(options: SignalOptions, own: SignalOptions): boolean {
  const { interceptors, shutdownSignal } = { ...options, ...own };
  return (interceptors !== undefined && interceptors.length > 0) || shutdownSignal !== undefined;
}
