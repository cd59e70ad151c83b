import { background, key, run, withValue } from '../../lib/context';

/** A context that has nothing to do with what is tested. */
export const another = withValue(background(), key<string>('another'), 'another');

/** Defines a test that runs twice: from nothing, and inside another `run`, which must make no difference. */
export function itAnywhere(name: string, test: () => unknown): void {
  it(`${name}, from nothing`, async () => {
    await test();
  });
  it(`${name}, inside another run`, async () => {
    await run(another, test);
  });
}
