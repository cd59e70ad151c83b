import type { Resolver, ResolverBuilder, ResolverClientConn, ResolverState, Target } from './resolver';

/**
 * A resolver that is given the addresses, for `withResolvers`: its target is `${scheme}:///unused`.
 *
 * Ports grpc-go's `manual.Resolver`.
 */
export class ManualResolver implements ResolverBuilder {
  readonly scheme: string;
  private state: ResolverState | undefined;
  private readonly conns = new Set<ResolverClientConn>();

  /** Ports `manual.NewBuilderWithScheme`. */
  constructor(scheme: string) {
    this.scheme = scheme;
  }

  /** Sets the state that a channel gets when it first asks. Ports `Resolver.InitialState`. */
  initialState(state: ResolverState): void {
    this.state = state;
  }

  /** Gives the channels new addresses. Ports `Resolver.UpdateState`. */
  updateState(state: ResolverState): void {
    this.state = state;
    for (const cc of this.conns) cc.updateState(state);
  }

  build(_target: Target, cc: ResolverClientConn): Resolver {
    this.conns.add(cc);
    if (this.state !== undefined) cc.updateState(this.state);
    return { resolveNow: () => {}, close: () => this.conns.delete(cc) };
  }
}
