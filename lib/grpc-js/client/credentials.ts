import { CallCredentials, Metadata } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { type Context, run } from '../../context';
import type { RequestInfo } from '../../grpc';
import { internal, type OutgoingCall, type OwnedCredentials, requestMetadata } from '../../grpc/internal';
import { nameOf } from '../../metadata/internal';
import { convert } from '../../status';
import { validateSent } from '../../wire/internal';
import type { CallSettings } from './call-settings';
import { authorityOf, isSecure } from './convert';

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

/** What carries a call that has credentials. */
export interface Credentialed {
  readonly outgoing: OutgoingCall;
  readonly settings: Pick<CallSettings, 'credentials'>;
  /** Returns what is inside of the channel, when the call is made. */
  channel(): object;
  /** Ends the call. */
  fail(code: Status, details: string): void;
}

/** Returns the credentials of a call, in grpc-js's shape: `given`, and those of its options, which are asked in its context. */
export function callCredentials(call: Credentialed, given?: CallCredentials): CallerCredentials {
  const { outgoing, settings } = call;
  if (settings.credentials.length === 0) return new CallerCredentials(outgoing.caller, given);
  const own = new PerRPCCallCredentials(settings.credentials, outgoing.ctx, call);
  return new CallerCredentials(outgoing.ctx, given === undefined ? own : given.compose(own));
}

/** @throws ServerError with `UNAUTHENTICATED` if credentials of the call need a secure connection, and it has none. */
export function refuseInsecure(call: Credentialed): void {
  const { credentials } = call.settings;
  if (!credentials.some(({ creds }) => creds.requireTransportSecurity()) || isSecure(call.channel()) === true)
    return;
  throw new ServerError(
    Status.UNAUTHENTICATED,
    'transport: cannot send secure credentials on an insecure connection',
  );
}

/** Credentials in Go's shape, for grpc-js. What fails ends the call with grpc-go's status. */
class PerRPCCallCredentials extends CallCredentials {
  private readonly creds: readonly OwnedCredentials[];
  private readonly ctx: Context;
  private readonly call: Credentialed;

  constructor(creds: readonly OwnedCredentials[], ctx: Context, call: Credentialed) {
    super();
    this.creds = creds;
    this.ctx = ctx;
    this.call = call;
  }

  override async generateMetadata({ service_url }: About): Promise<Metadata> {
    try {
      const { path: method } = this.call.outgoing.method;
      return await this.request(this.audience(service_url), { method });
    } catch (failure) {
      const { code, message: details } = convert(failure);
      this.call.fail(code, details);
      throw Object.assign(new Error(details), { code }); // which comes too late
    }
  }

  override compose(other: CallCredentials): CallCredentials {
    return other.compose(this);
  }

  override _equals(other: CallCredentials): boolean {
    return this === other;
  }

  /** Returns the service that is called. grpc-js leaves out each port, grpc-go 443 alone. */
  private audience(uri: string): string {
    const authority = authorityOf(this.call.channel());
    if (authority === undefined) return uri;
    return `https://${authority.replace(/:443$/, '')}${uri.slice(uri.lastIndexOf('/'))}`;
  }

  private async request(uri: string, info: RequestInfo): Promise<Metadata> {
    const metadata = new Metadata();
    for (const one of this.creds) {
      const md = await requestMetadata(one, this.ctx, uri, info);
      const fault = validateSent(md);
      if (fault !== undefined) throw internal(fault);
      for (const [key, values] of md) {
        for (const value of values)
          metadata.add(key, nameOf(key).isBinary ? Buffer.from(value, 'latin1') : value);
      }
    }
    return metadata;
  }
}
