import type { Client, CompatServiceDefinition } from 'nice-grpc';
import type { CallOptions, ClientMiddleware, ClientMiddlewareCall, MethodDescriptor } from 'nice-grpc-common';

/** Returns `methods`, made of the definition of the service: the compiler cannot follow a loop over its methods. */
export function asClient<Service extends CompatServiceDefinition, Ext>(
  methods: object,
): Client<Service, Ext> {
  return methods as Client<Service, Ext>;
}

/** Returns `middleware` as one with other options: which ones there are is up to those who attach it and call. */
export function asMiddleware<Ext>(middleware: unknown): ClientMiddleware<Ext> {
  return middleware as ClientMiddleware<Ext>;
}

/** Returns the call that a middleware gets: its type depends on the kind of the method, known at run time alone. */
export function middlewareCall(
  { path, requestStream, responseStream, options }: MethodDescriptor,
  request: unknown,
  next: (request: unknown, options: CallOptions) => AsyncIterator<unknown, unknown>,
): ClientMiddlewareCall<unknown, unknown> {
  const method = { path, requestStream, responseStream, options };
  return { method, requestStream, request, responseStream, next } as ClientMiddlewareCall<unknown, unknown>;
}
