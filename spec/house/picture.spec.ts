import { textOf } from '../support/sources';
import { page, pictureOf, redrawn } from './picture';

describe('the picture of the house', () => {
  it('is in the page, and shows the imports as they are; `npm run fences` draws it anew', async () => {
    expect(textOf(page)).toContain('<!-- the house -->\n```mermaid\n');
    expect(await redrawn(textOf(page))).toBe(textOf(page));
  }, 60_000);

  it('has no arrow for what a longer way shows', () => {
    const picture = pictureOf(
      new Map([
        ['lib/context/a.ts', []],
        ['lib/metadata/b.ts', ['lib/context/index.ts']],
        ['lib/grpc/c.ts', ['lib/metadata/index.ts', 'lib/context/internal.ts', 'node_modules/x/index.js']],
      ]),
    );
    expect(picture).toContain('  grpc --> metadata\n');
    expect(picture).toContain('  metadata --> context\n');
    expect(picture).not.toContain('  grpc --> context\n');
  });
});
