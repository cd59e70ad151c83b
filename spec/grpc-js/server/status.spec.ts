import { Status } from 'nice-grpc-common';
import { toldStatus, unknownError } from '../../../lib/grpc-js/server/status';

describe('grpc-js.toldStatus()', () => {
  it.each<[string, unknown, object | undefined]>([
    ['an error without a code', new Error('x'), { code: Status.UNKNOWN, details: 'x' }],
    ['one with a code', Object.assign(new Error('x'), { code: 5 }), { code: 5, details: 'x' }],
    ['one with details', { code: 5, details: 'no tea', message: 'x' }, { code: 5, details: 'no tea' }],
    ['one with a code that is not a number', { code: 'ENOENT', message: 'x' }, { code: 2, details: 'x' }],
    ['an object', {}, { code: Status.UNKNOWN, details: 'Unknown Error' }],
    ['a string', 'x', undefined],
    ['null', null, undefined],
    ['one whose getters throw', Object.defineProperty({}, 'code', { get: () => JSON.parse('{') }), undefined],
  ])('of %s', (_, error, status) => {
    expect(toldStatus(error)).toEqual(status);
  });
});

describe('grpc-js.unknownError()', () => {
  it('discloses nothing, and warns', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    expect(unknownError('/s/m', new Error('SECRET'))).toEqual({
      code: Status.UNKNOWN,
      details: 'Unknown error',
    });
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('/s/m: uncaught error of a handler: Error: SECRET'),
    );
    warn.mockRestore();
  });
});
