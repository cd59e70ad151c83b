import { Status } from 'nice-grpc-common';
import * as codes from '../../lib/codes';
import { wrong } from '../support/wrong';

describe('codes', () => {
  it.each([
    [codes.OK, Status.OK, 'OK'],
    [codes.Canceled, Status.CANCELLED, 'Canceled'],
    [codes.Unknown, Status.UNKNOWN, 'Unknown'],
    [codes.InvalidArgument, Status.INVALID_ARGUMENT, 'InvalidArgument'],
    [codes.DeadlineExceeded, Status.DEADLINE_EXCEEDED, 'DeadlineExceeded'],
    [codes.NotFound, Status.NOT_FOUND, 'NotFound'],
    [codes.AlreadyExists, Status.ALREADY_EXISTS, 'AlreadyExists'],
    [codes.PermissionDenied, Status.PERMISSION_DENIED, 'PermissionDenied'],
    [codes.ResourceExhausted, Status.RESOURCE_EXHAUSTED, 'ResourceExhausted'],
    [codes.FailedPrecondition, Status.FAILED_PRECONDITION, 'FailedPrecondition'],
    [codes.Aborted, Status.ABORTED, 'Aborted'],
    [codes.OutOfRange, Status.OUT_OF_RANGE, 'OutOfRange'],
    [codes.Unimplemented, Status.UNIMPLEMENTED, 'Unimplemented'],
    [codes.Internal, Status.INTERNAL, 'Internal'],
    [codes.Unavailable, Status.UNAVAILABLE, 'Unavailable'],
    [codes.DataLoss, Status.DATA_LOSS, 'DataLoss'],
    [codes.Unauthenticated, Status.UNAUTHENTICATED, 'Unauthenticated'],
  ])('%i is %i, and named as in Go: %s', (code, status, name) => {
    expect(code).toBe(status);
    expect(codes.nameOf(code)).toBe(name);
  });

  it('are all the codes that there are', () => {
    const numbers = Object.values(Status).filter((value) => typeof value === 'number' && value >= 0);
    expect(
      Object.values(codes)
        .filter((value) => typeof value === 'number')
        .sort(),
    ).toEqual(numbers.sort());
  });
});

describe('codes.nameOf()', () => {
  it.each([
    [17, 'Code(17)'],
    [404, 'Code(404)'],
    [-1, 'Code(-1)'],
  ])('of %i, which is none, is %s', (code, name) => {
    expect(codes.nameOf(code)).toBe(name);
  });

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    ['5', 'string'],
    [{}, 'object'],
  ])('refuses %p', (code, got) => {
    expect(() => codes.nameOf(wrong(code))).toThrow(
      new TypeError(`codes: nameOf: code must be a number: got ${got}`),
    );
  });
});
