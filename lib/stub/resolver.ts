import { type ChannelOptions, experimental, status } from '@grpc/grpc-js';
import { background, run } from '../context';
import { errorText, wrongType } from '../context/internal';

/** What a resolver is asked to resolve: `scheme://authority/endpoint`. Ports grpc-go's `resolver.Target`. */
export interface Target {
  readonly scheme: string;
  readonly authority: string;
  readonly endpoint: string;
}

/** The address of a server, `host:port` or `unix:/path`. Ports grpc-go's `resolver.Address`. */
export interface Address {
  readonly addr: string;
}

/** What a resolver found. Ports grpc-go's `resolver.State`. */
export interface ResolverState {
  readonly addresses: readonly Address[];
}

/** Receives what a resolver finds. Ports grpc-go's `resolver.ClientConn`. */
export interface ResolverClientConn {
  /**
   * Updates the addresses of the servers.
   *
   * @throws TypeError if an address is not one.
   */
  updateState(state: ResolverState): void;
  /** Reports that they could not be found: calls fail with `UNAVAILABLE` until they are. */
  reportError(error: Error): void;
}

/** Watches for changes of where the servers of a target are. Ports grpc-go's `resolver.Resolver`. */
export interface Resolver {
  /** Called when a connection failed: a hint to look again. */
  resolveNow(): void;
  close(): void;
}

/** Makes the resolvers of a scheme. Ports grpc-go's `resolver.Builder`. */
export interface ResolverBuilder {
  readonly scheme: string;
  /** Returns a resolver of `target`, which gives `cc` what it finds, at once or later. */
  build(target: Target, cc: ResolverClientConn): Resolver;
}

type Listener = ConstructorParameters<Constructor>[1];
type Uri = ConstructorParameters<Constructor>[0];
type Constructor = Parameters<typeof experimental.registerResolver>[1];

/** The builders of one channel: an option that grpc-js passes to its resolvers, and to no connection. */
const ownBuilders = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.mdctx.resolvers`;

const builders = new Map<string, ResolverBuilder>();
const schemes = new Set<string>();
const builtIn = new Set(['dns', 'ipv4', 'ipv6', 'unix', 'xds']);

/**
 * Has `builder` make the resolvers of its scheme, in the whole process: `example:///service` is such a target.
 *
 * Ports grpc-go's `resolver.Register`.
 *
 * @throws TypeError if `builder` is not one.
 */
export function registerResolver(builder: ResolverBuilder): void {
  validateBuilder('stub: registerResolver', builder);
  builders.set(builder.scheme, builder);
  know(builder.scheme);
}

/** Returns the options of a channel to `target` that has `resolvers` of its own. */
export function setResolvers(
  target: string,
  options: ChannelOptions,
  resolvers: readonly ResolverBuilder[],
): ChannelOptions {
  if (/^passthrough:/.test(target) && !schemes.has('passthrough')) registerResolver(passthrough);
  for (const { scheme } of resolvers) know(scheme);
  return resolvers.length === 0 ? options : { ...options, [ownBuilders]: resolvers };
}

/**
 * Checks a builder that only some channels have.
 *
 * @throws TypeError if it is not one, or has a scheme that grpc-js resolves itself.
 */
export function validateOwnBuilder(where: string, builder: ResolverBuilder): void {
  validateBuilder(where, builder);
  if (builtIn.has(builder.scheme))
    throw new TypeError(`${where}: a scheme must not be one of grpc-js's own: got ${builder.scheme}`);
}

function validateBuilder(where: string, builder: ResolverBuilder): void {
  if (typeof builder?.build === 'function' && isScheme(builder.scheme)) return;
  throw wrongType(`${where}: a builder`, 'an object with a scheme in lower case, and build', builder);
}

/** Reports whether `x` may stand before the `:` of a target. */
export function isScheme(x: unknown): x is string {
  return typeof x === 'string' && /^[a-z][a-z0-9+.-]*$/.test(x);
}

/**
 * Checks what a resolver found. `where` begins the text.
 *
 * @throws TypeError if it is not a list of addresses.
 */
export function validateState(where: string, state: ResolverState): void {
  if (!Array.isArray(state?.addresses))
    throw wrongType(`${where}: state`, 'an object with a list of addresses', state);
  for (const address of state.addresses)
    if (typeof address?.addr !== 'string') throw wrongType(`${where}: an address`, '{ addr }', address);
}

/** Has grpc-js ask the builders of `scheme`. */
function know(scheme: string): void {
  if (schemes.has(scheme)) return;
  schemes.add(scheme);
  experimental.registerResolver(scheme, BuiltResolver);
}

/** The target is the address: `passthrough:///localhost:50051`. */
const passthrough: ResolverBuilder = {
  scheme: 'passthrough',
  build({ endpoint }, cc) {
    cc.updateState({ addresses: [{ addr: endpoint }] });
    return { resolveNow() {}, close() {} };
  },
};

/** A resolver in Go's shape, as grpc-js has them. It is built when it is first asked. */
class BuiltResolver implements experimental.Resolver {
  private resolver: Resolver | undefined;
  private generation = 0;

  constructor(
    private readonly uri: Uri,
    private readonly listener: Listener,
    private readonly options: ChannelOptions,
  ) {}

  static getDefaultAuthority({ path }: Uri): string {
    return path;
  }

  updateResolution(): void {
    const { resolver } = this;
    const generation = this.generation;
    // Never before this returns, as grpc-js demands; in no context, as the channel belongs to none.
    setImmediate(() => {
      if (generation !== this.generation) return;
      run(background(), () =>
        resolver === undefined ? this.build() : this.contain(() => resolver.resolveNow()),
      );
    });
  }

  destroy(): void {
    this.generation++;
    const { resolver } = this;
    this.resolver = undefined;
    if (resolver !== undefined) this.contain(() => resolver.close());
  }

  private build(): void {
    if (this.resolver !== undefined) return;
    const { scheme = '', authority = '', path: endpoint } = this.uri;
    const own = Object(this.options)[ownBuilders];
    const builder =
      (Array.isArray(own) ? own.find((one) => one.scheme === scheme) : undefined) ?? builders.get(scheme);
    const cc = this.clientConn(this.generation);
    this.contain(() => {
      if (builder === undefined) throw new Error(`no resolver for the scheme ${scheme}`);
      this.resolver = builder.build({ scheme, authority, endpoint }, cc);
    });
  }

  private clientConn(generation: number): ResolverClientConn {
    const isOver = () => generation !== this.generation;
    return {
      updateState: (state) => {
        validateState('stub: ResolverClientConn.updateState', state);
        const endpoints = state.addresses.map(({ addr }) => ({ addresses: [subchannelAddress(addr)] }));
        if (!isOver()) this.listener(experimental.statusOrFromValue(endpoints), {}, null, '');
      },
      reportError: (error) => {
        if (!isOver()) this.fail(error);
      },
    };
  }

  /** What a user-defined resolver throws fails the calls that wait for it. */
  private contain(f: () => void): void {
    try {
      f();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const details = `name resolver error: ${errorText(error)}`;
    this.listener(experimental.statusOrFromError({ code: status.UNAVAILABLE, details }), {}, null, '');
  }
}

function subchannelAddress(addr: string): experimental.SubchannelAddress {
  const path = /^unix:(?:\/\/)?(.+)$/.exec(addr)?.[1];
  if (path !== undefined) return { path };
  const parts = experimental.splitHostPort(addr);
  if (parts?.port === undefined)
    throw new TypeError(`stub: an address must be host:port: got ${JSON.stringify(addr)}`);
  return { host: parts.host === '' ? 'localhost' : parts.host, port: parts.port };
}
