import type { ServiceDefinition } from '../grpc';
import type { StubClient } from './client';
import type { UnimplementedHandlers } from './service';

/** Returns `methods`, made of the definition of the service: the compiler cannot follow a loop over its methods. */
export function asClient<Service extends ServiceDefinition>(methods: object): StubClient<Service> {
  return methods as StubClient<Service>;
}

/** Returns `made` with the key that only the compiler knows. */
export function asUnimplemented<Service>(made: new () => object): new () => UnimplementedHandlers<Service> {
  return made as new () => UnimplementedHandlers<Service>;
}
