import { CallCredentials, Metadata } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { type Context, run } from '../../context';
import { errorText } from '../../context/internal';
import type { Credentials } from '../../grpc';
import { isBinary } from '../../metadata/internal';
import { statusOf } from '../../status/internal';

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

/** Ends the call that the credentials are for. */
type Fail = (code: Status, details: string) => void;

/** What grpc-go calls restricted: a control plane must not make a call fail so (gRFC A54). */
const restricted: ReadonlySet<Status> = new Set([
  Status.INVALID_ARGUMENT,
  Status.NOT_FOUND,
  Status.ALREADY_EXISTS,
  Status.FAILED_PRECONDITION,
  Status.ABORTED,
  Status.OUT_OF_RANGE,
  Status.DATA_LOSS,
]);

/** Credentials in Go's shape, for grpc-js. What fails ends the call with grpc-go's status. */
export class PerRPCCallCredentials extends CallCredentials {
  private readonly creds: Credentials;
  private readonly ctx: Context;
  private readonly isSecure: boolean;
  private readonly fail: Fail;

  constructor(creds: Credentials, ctx: Context, isSecure: boolean, fail: Fail) {
    super();
    this.creds = creds;
    this.ctx = ctx;
    this.isSecure = isSecure;
    this.fail = fail;
  }

  override async generateMetadata({ service_url }: About): Promise<Metadata> {
    try {
      return await this.request(service_url);
    } catch (error) {
      const { code, details } = failureOf(error);
      this.fail(code, details);
      throw Object.assign(new Error(details), { code }); // which comes too late
    }
  }

  override compose(other: CallCredentials): CallCredentials {
    return other.compose(this);
  }

  override _equals(other: CallCredentials): boolean {
    return this === other;
  }

  private async request(uri: string): Promise<Metadata> {
    const metadata = new Metadata();
    const sent = await this.creds.getRequestMetadata(this.ctx, uri);
    for (const [name, value] of Object.entries(sent)) {
      const key = name.toLowerCase(); // HTTP/2 knows no other, and grpc-go sends it so
      metadata.add(key, isBinary(key) ? Buffer.from(value, 'latin1') : value);
    }
    return metadata;
  }

  /** Returns why these may not be sent over the connection, if so. */
  get refusal(): string | undefined {
    if (this.isSecure || !this.creds.requireTransportSecurity()) return undefined;
    return 'transport: cannot send secure credentials on an insecure connection';
  }
}

function failureOf(error: unknown): { code: Status; details: string } {
  const status = statusOf(error);
  if (status === undefined) return { code: Status.INTERNAL, details: `transport: ${errorText(error)}` };
  if (!restricted.has(status.code)) return { code: status.code, details: status.details };
  const own = `rpc error: code = ${Status[status.code]} desc = ${status.details}`;
  return {
    code: Status.INTERNAL,
    details: `transport: received per-RPC creds error with illegal status: ${own}`,
  };
}
