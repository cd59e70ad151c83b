import type { Server, ServerAddBuilder } from 'nice-grpc';
import { methodsOf } from '../methods';

/** The implementations of the services of one server, by the paths of their methods. */
export class Services {
  private readonly byPath = new Map<string, unknown>();

  /** Returns the implementation of the service that has the method `path`, as it was added. */
  readonly of = (path: string): unknown => this.byPath.get(path);

  /** Returns a server like `server` that notes each service added to it, or to a server that `use` makes of it. */
  noting<Ext>(server: Server<Ext>): Server<Ext> {
    return {
      ...server,
      ...this.notingAdd(server),
      use: (middleware) => this.noting(server.use(middleware)),
    };
  }

  private notingAdd<Ext>(builder: ServerAddBuilder<Ext>): ServerAddBuilder<Ext> {
    return {
      with: (middleware) => this.notingAdd(builder.with(middleware)),
      add: (definition, implementation) => {
        const service = originals.get(implementation) ?? implementation;
        for (const { path } of methodsOf(definition).values()) this.byPath.set(path, service);
        builder.add(definition, implementation);
      },
    };
  }
}

const originals = new WeakMap<object, object>();

/** Says that `implementation`, which is added to a server, was made of `original`: interceptors are told that. */
export function madeOf(implementation: object, original: object): void {
  originals.set(implementation, original);
}
