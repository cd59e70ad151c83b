import { background, Canceled, context } from 'mdctx';
import { withContext } from 'mdctx/errgroup';

// #region group
async function search(query: string, ...searches: ((query: string) => Promise<string>)[]) {
  const [group, ctx] = withContext(background());
  group.setLimit(2);
  const results: string[] = [];
  for (const [i, search] of searches.entries()) {
    await group.go(async () => {
      results[i] = await search(query); // current() is ctx here, and in the calls that it makes
    });
  }
  await group.wait(); // throws what the first failed with, when all have ended
  return { results, ctx };
}
// #endregion

const fake = (kind: string) => async (query: string) => `${kind} for ${query}`;
const broken = async () => {
  throw new Error('disk');
};

async function main() {
  const { results, ctx } = await search('tea', fake('web'), fake('image'), fake('video'));
  console.log(results.join(', '), ctx.err() === Canceled);
  await search('tea', fake('web'), broken).catch((err: Error) => console.log(err.message));

  const [group, own] = withContext();
  void group.go(broken);
  await group.wait().catch(() => {});
  console.log(String(context.cause(own)));
}

void main();

// Output:
// web for tea, image for tea, video for tea true
// disk
// Error: disk
