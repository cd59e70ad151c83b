import { CallCredentials, type Metadata } from '@grpc/grpc-js';
import { type Context, run } from '../../context';

type About = Parameters<CallCredentials['generateMetadata']>[0];

const { constructor: Empty } = CallCredentials.createEmpty();

/** The credentials of a call, and those of its channel, asked in the context in which the call was made. */
export class CallerCredentials extends CallCredentials {
  private readonly caller: Context;
  private readonly own: CallCredentials | undefined;

  constructor(caller: Context, own: CallCredentials | undefined) {
    super();
    this.caller = caller;
    this.own = own;
  }

  /** Those of the channel, which are `other`, come first, as in grpc-go. */
  override compose(other: CallCredentials): CallCredentials {
    const { caller, own } = this;
    if (own === undefined) return other instanceof Empty ? other : new CallerCredentials(caller, other);
    return other instanceof Empty ? this : new CallerCredentials(caller, other.compose(own));
  }

  override async generateMetadata(about: About): Promise<Metadata> {
    const { own = CallCredentials.createEmpty() } = this;
    return run(this.caller, () => own.generateMetadata(about));
  }

  override _equals(other: CallCredentials): boolean {
    return this === other;
  }
}
