import { mustBeBuilt } from './subpaths';
import { walkOfUnaryCall } from './walk';

beforeAll(mustBeBuilt);

describe('one warm unary call', () => {
  it('goes through few files and functions, and makes few MDs', async () => {
    const { files, functions, mds } = await walkOfUnaryCall();
    expect(files.length).toBeLessThanOrEqual(48);
    expect(functions.length).toBeLessThanOrEqual(209);
    expect(mds).toBeLessThanOrEqual(4);
  });
});
