import { retry } from '../../../lib/interceptors';

describe('the options of interceptors.retry()', () => {
  it.each<[object | null, string]>([
    [null, 'options must be an object: got null'],
    [{ max: -1 }, 'max must be a whole number of 0 or more: got -1'],
    [{ max: '3' }, 'max must be a number: got string'],
    [{ perRetryTimeout: 0 }, 'perRetryTimeout must be positive: got 0'],
    [{ codes: 5 }, 'codes must be a list: got number'],
    [{ backoff: 100 }, 'backoff must be a function: got number'],
    [{ onRetry: 'x' }, 'onRetry must be a function: got string'],
    [{ retriable: true }, 'retriable must be a function: got boolean'],
  ])('%p is refused', (options, text) => {
    expect(() => Reflect.apply(retry, undefined, [options])).toThrow(`interceptors: retry: ${text}`);
  });
});
