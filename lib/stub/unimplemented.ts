import { ServerError, Status } from 'nice-grpc-common';
import type { ServiceDefinition } from '../grpc';
import { methodsOf } from '../grpc/internal';
import { asUnimplemented } from './convert';
import type { UnimplementedHandlers } from './service';

/**
 * Returns a base class for the handlers of the service `definition`: `class Greeter extends unimplemented(GreeterDefinition)`.
 * Each method that the class does not define fails with `UNIMPLEMENTED method SayHello not implemented`, so that an RPC that is
 * added to the proto breaks no server.
 *
 * Ports the `Unimplemented…Server` that `protoc-gen-go-grpc` generates.
 *
 * @throws TypeError if `definition` is not one.
 */
export function unimplemented<Service extends ServiceDefinition>(
  definition: Service,
): new () => UnimplementedHandlers<Service> {
  class Unimplemented {}
  for (const { name, path } of methodsOf('stub: unimplemented', definition)) {
    const method = path.slice(path.lastIndexOf('/') + 1);
    const value = async (): Promise<never> => {
      throw new ServerError(Status.UNIMPLEMENTED, `method ${method} not implemented`);
    };
    Object.defineProperty(Unimplemented.prototype, name, { value, writable: true, configurable: true });
  }
  return asUnimplemented<Service>(Unimplemented);
}
