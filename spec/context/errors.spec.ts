import { inspect } from 'node:util';
import { Canceled, DeadlineExceeded } from '../../lib/context';

describe.each([
  ['Canceled', Canceled, 'AbortError', 'context canceled'],
  ['DeadlineExceeded', DeadlineExceeded, 'TimeoutError', 'context deadline exceeded'],
])('context.%s', (_, error, name, message) => {
  it('has the name that JavaScript tests for and the text of Go', () => {
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message]).toEqual([name, message]);
  });

  it('shows no place where it was made, since that tells nothing', () => {
    expect(error.stack).toBe(`${name}: ${message}`);
    expect(inspect(error)).toContain(message);
    expect(inspect(error)).not.toContain(__dirname);
  });
});
