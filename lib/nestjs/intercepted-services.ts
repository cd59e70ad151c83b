import {
  Server,
  type ServerInterceptor,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { ServerInterceptors } from '../grpc';
import { intercept } from '../grpc-js';
import { around, interceptorsOf } from './convert';
import { MethodRequests } from './requests';

// Nest makes its server itself, and not all of its versions give access to it. What it is given is the list of grpc-js's
// interceptors: by the one among them that is ours a server is known for whose services interceptors of grpc-go's kind are
// meant.

const meant = new WeakMap<ServerInterceptor, ServerInterceptors>();
let patched = false;

const unlisted = { 'grpc.enable_channelz': 0 }; // a server that only shows where its interceptors are

/**
 * Has `interceptors` stand before the handlers of each server that has `mark` among the interceptors of its options.
 *
 * @throws Error if this version of grpc-js does not keep these where they are looked for: calls would pass unguarded.
 */
export function interceptServices(mark: ServerInterceptor, interceptors: ServerInterceptors): void {
  const isAsked = Object.values(interceptors).some((list) => list !== undefined && list.length > 0);
  if (isAsked && !interceptorsOf(new Server({ ...unlisted, interceptors: [mark] })).includes(mark)) {
    throw new Error(
      'nestjs: serverOptions: interceptors need a grpc-js whose servers keep them: got another version',
    );
  }
  meant.set(mark, interceptors);
  if (patched) return;
  patched = true;
  const { addService } = Server.prototype;
  Server.prototype.addService = function (
    this: Server,
    definition: ServiceDefinition,
    implementation: UntypedServiceImplementation,
  ): void {
    const found = interceptorsOf(this)
      .map((one) => meant.get(one))
      .find((one) => one !== undefined);
    const whole =
      found === undefined
        ? implementation
        : intercept(definition, keepingRequests(definition, implementation), found);
    addService.call(this, definition, whole);
  };
}

/** Returns an implementation like `implementation`, that of Nest, of whose calls the requests are kept where Nest reads them itself. */
function keepingRequests(
  definition: ServiceDefinition,
  implementation: UntypedServiceImplementation,
): UntypedServiceImplementation {
  const keeping = { ...implementation };
  for (const [name, { requestStream, originalName = name }] of Object.entries(definition)) {
    if (!requestStream) continue;
    const requests = new MethodRequests();
    for (const key of [name, originalName]) {
      const handle = implementation[key];
      if (handle !== undefined) keeping[key] = around(handle, (call, begin) => requests.keep(call, begin));
    }
  }
  return keeping;
}
