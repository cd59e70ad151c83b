import {
  Aborted,
  AlreadyExists,
  type Code,
  DataLoss,
  FailedPrecondition,
  Internal,
  InvalidArgument,
  NotFound,
  OutOfRange,
  Unauthenticated,
} from '../../codes';
import { type Context, run } from '../../context';
import { errorText } from '../../context/internal';
import { type MD, New } from '../../metadata';
import { error, fromError } from '../../status';
import type { Credentials, RequestInfo } from './call-setting';

/** Credentials, and whether they are those of a channel, or of one call. */
export interface OwnedCredentials {
  readonly creds: Credentials;
  readonly isOfChannel?: boolean | undefined;
}

/** The codes that credentials may not end a call with, which gRFC A54 keeps for servers. */
const restricted: ReadonlySet<Code> = new Set([
  InvalidArgument,
  NotFound,
  AlreadyExists,
  FailedPrecondition,
  Aborted,
  OutOfRange,
  DataLoss,
]);

/**
 * Returns what credentials give for a call, whose context is current meanwhile; names in lower case, as grpc-go sends them.
 *
 * @throws ServerError with grpc-go's status if they fail.
 */
export async function requestMetadata(
  { creds, isOfChannel }: OwnedCredentials,
  ctx: Context,
  uri: string,
  info: RequestInfo,
): Promise<MD> {
  try {
    return New(await run(ctx, () => creds.getRequestMetadata(ctx, uri, info)));
  } catch (failure) {
    const status = fromError(failure);
    if (status === undefined) {
      const code = isOfChannel ? Unauthenticated : Internal;
      throw error(code, `transport: per-RPC creds failed due to error: ${errorText(failure)}`);
    }
    if (!restricted.has(status.code)) throw failure;
    throw error(Internal, `transport: received per-RPC creds error with illegal status: ${status}`);
  }
}
