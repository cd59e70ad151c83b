import { vet } from '../house/vet';

describe('the vet of contexts, with types', () => {
  it('finds nothing in lib/ and in the examples', async () => {
    const { found, files } = await vet(['lib', 'spec/examples'], true);
    expect(found).toEqual([]);
    expect(files).toBeGreaterThan(200);
  });
});
