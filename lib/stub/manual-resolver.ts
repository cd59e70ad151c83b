import { wrongType } from '../context/internal';
import {
  isScheme,
  type Resolver,
  type ResolverBuilder,
  type ResolverClientConn,
  type ResolverState,
  type Target,
  validateState,
} from './resolver';

/**
 * A resolver that is given the addresses, for `withResolvers`: its target is `${scheme}:///unused`.
 *
 * Ports grpc-go's `manual.Resolver`.
 */
export class ManualResolver implements ResolverBuilder {
  readonly scheme: string;
  private state: ResolverState | undefined;
  private readonly conns = new Set<ResolverClientConn>();

  /**
   * Ports `manual.NewBuilderWithScheme`.
   *
   * @throws TypeError if `scheme` is none in lower case.
   */
  constructor(scheme: string) {
    if (!isScheme(scheme)) throw wrongType('stub: ManualResolver: scheme', 'a scheme in lower case', scheme);
    this.scheme = scheme;
  }

  /**
   * Sets what is told when a channel first asks. Ports `Resolver.InitialState`.
   *
   * @throws TypeError if `state` is not a list of addresses.
   */
  initialState(state: ResolverState): void {
    validateState('stub: initialState', state);
    this.state = state;
  }

  /**
   * Tells the channels where the servers are now. Ports `Resolver.UpdateState`.
   *
   * @throws TypeError if `state` is not a list of addresses.
   */
  updateState(state: ResolverState): void {
    validateState('stub: updateState', state);
    this.state = state;
    for (const cc of this.conns) cc.updateState(state);
  }

  build(_target: Target, cc: ResolverClientConn): Resolver {
    this.conns.add(cc);
    if (this.state !== undefined) cc.updateState(this.state);
    return { resolveNow: () => {}, close: () => this.conns.delete(cc) };
  }
}
