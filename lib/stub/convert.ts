import type { ServiceDefinition } from '../grpc';
import type { StubClient } from './client';
import type { UnimplementedHandlers } from './service';

/** Returns `methods`, made of the definition of the service: the compiler cannot follow a loop over its methods. */
export function asClient<Service extends ServiceDefinition>(methods: object): StubClient<Service> {
  return methods as StubClient<Service>;
}

/** Returns `made`, whose key for the compiler is there without the value that its type has. */
export function asUnimplemented<Service>(made: new () => object): new () => UnimplementedHandlers<Service> {
  return made as new () => UnimplementedHandlers<Service>;
}
