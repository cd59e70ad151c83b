/**
 * What an interceptor is called on. A function has no need of it; a method that was taken off its object, as
 * `[auth.intercept]` does, finds here what to write.
 */
export const unbound: object = new Proxy(
  {},
  {
    get: (_, name) => refuse(name),
    set: (_, name) => refuse(name),
    has: (_, name) => refuse(name),
  },
);

function refuse(name: string | symbol): never {
  throw new TypeError(
    `grpc: an interceptor that is a method must be bound to its object: got one that reads this.${String(name)}: write "auth.intercept.bind(auth)" or "(...args) => auth.intercept(...args)"`,
  );
}
