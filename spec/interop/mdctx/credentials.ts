import { Status } from 'nice-grpc-common';
import type { CallOption, Credentials } from '../../../lib/grpc';
import { PerRPCCredentials, WaitForReady } from '../../../lib/grpc';
import { error } from '../../../lib/status';
import type { Call, Creds } from '../support/script';

/** Returns the credentials that a script spells. */
export function scriptedCredentials({ values = {}, secure = false, fail, code, echo }: Creds): Credentials {
  return {
    getRequestMetadata(_ctx, uri, { method }) {
      if (code !== undefined && code !== Status.OK) throw error(code, fail ?? '');
      if (fail !== undefined) throw new Error(fail);
      return echo ? { ...values, audience: uri, method } : values;
    },
    requireTransportSecurity: () => secure,
  };
}

/** Returns the options of a call that a script spells. */
export function scriptedOptions({ creds, waitForReady }: Call): CallOption[] {
  const opts: CallOption[] = [];
  if (creds !== undefined) opts.push(PerRPCCredentials(scriptedCredentials(creds)));
  if (waitForReady !== undefined) opts.push(WaitForReady(waitForReady));
  return opts;
}
