import { Status } from 'nice-grpc-common';
import { statusMessage, toldStatus, unknownError } from '../../../lib/grpc-js/server/status';

describe('grpc-js.statusMessage()', () => {
  it('is the text, as long as peers take it', () => {
    expect(statusMessage('no tea')).toBe('no tea');
    expect(statusMessage('x'.repeat(8192))).toHaveLength(8192);
  });

  it('is cut at a whole character', () => {
    expect(statusMessage('x'.repeat(9000))).toHaveLength(8192);
    const tea = statusMessage('\u{1F375}'.repeat(2000));
    expect(encodeURI(tea).length).toBeLessThanOrEqual(8192);
    expect(tea).toBe('\u{1F375}'.repeat(682));
  });

  it('is a string, whatever was given', () => {
    expect([statusMessage(undefined), statusMessage(5), statusMessage('a\uD83C')]).toEqual([
      '',
      '5',
      'a\uFFFD',
    ]);
  });
});

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
