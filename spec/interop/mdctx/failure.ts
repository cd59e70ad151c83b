import { ServerError } from 'nice-grpc-common';
import { Canceled, DeadlineExceeded } from '../../../lib/context';
import type { Step } from '../support/script';

/** Returns the error that a fail step throws. */
export function failure(step: Step & { do: 'fail' }): Error {
  const { kind, code = 2 } = step;
  const text = Buffer.from(step.text ?? '', 'latin1').toString(); // a status is text, not bytes
  switch (kind) {
    case 'plain':
      return new Error(text);
    case 'wrapped': {
      const status = new ServerError(code, text);
      return new Error(`wrapped: ${goText(status)}`, { cause: status });
    }
    case 'canceled':
      return Canceled;
    case 'deadline':
      return DeadlineExceeded;
    case 'wrapped deadline':
      return new Error(`wrapped: ${DeadlineExceeded.message}`, { cause: DeadlineExceeded });
    default:
      return new ServerError(code, text);
  }
}

/** Returns the text of a status error in Go. */
function goText({ code, details }: ServerError): string {
  return `rpc error: code = ${codes[code] ?? code} desc = ${details}`;
}

const codes: Readonly<Record<number, string>> = { 5: 'NotFound', 7: 'PermissionDenied' };
