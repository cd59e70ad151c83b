import { vet } from './vet';

describe('the vet of contexts', () => {
  it('finds nothing in lib/, in the examples and in the specs; with types `npm run packaging` looks', async () => {
    const { found, files } = await vet(['lib', 'spec'], false);
    expect(found).toEqual([]);
    expect(files).toBeGreaterThan(300);
  }, 240_000);
});
