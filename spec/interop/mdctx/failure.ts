import { create } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { ServerError } from 'nice-grpc-common';
import { Canceled, DeadlineExceeded } from '../../../lib/context';
import * as status from '../../../lib/status';
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
    case 'details':
      return detailed(code, text, step.key ?? '');
    default:
      return new ServerError(code, text);
  }
}

/** Returns the error of a status with one detail, a StringValue, as the Go side makes it. */
function detailed(code: number, text: string, value: string): Error {
  const error = status
    .New(code, text)
    .withDetails([StringValueSchema, create(StringValueSchema, { value })])
    .err();
  if (error === undefined) throw new Error('spec/interop: a status that is not OK must have an error');
  return error;
}

/** Returns the text of a status error in Go. */
function goText({ code, details }: ServerError): string {
  return `rpc error: code = ${codes[code] ?? code} desc = ${details}`;
}

const codes: Readonly<Record<number, string>> = { 5: 'NotFound', 7: 'PermissionDenied' };
