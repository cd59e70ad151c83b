import type { CompatServiceDefinition } from 'nice-grpc';
import type { ServiceDefinition } from '../grpc';
import type { ServiceImplementation } from '../nice-grpc';
import type { StubClient } from './client';

/** Returns `methods`, made of the definition of the service: the compiler cannot follow a loop over its methods. */
export function asClient<Service extends ServiceDefinition>(methods: object): StubClient<Service> {
  return methods as StubClient<Service>;
}

/** Returns `methods`, made of the definition of the service: the compiler cannot follow a loop over its methods. */
export function asImplementation<Service extends CompatServiceDefinition, Ext>(
  methods: object,
): ServiceImplementation<Service, Ext> {
  return methods as ServiceImplementation<Service, Ext>;
}
