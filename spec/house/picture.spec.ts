import { textOf } from '../support/sources';
import { page, pictureOf, redrawn } from './picture';

describe('the picture of the house', () => {
  it('is in the page, and shows the imports as they are; `npm run fences` draws it anew', () => {
    expect(textOf(page)).toContain('<!-- the house -->\n```mermaid\n');
    expect(redrawn(textOf(page))).toBe(textOf(page));
  });

  it('has no arrow for what a longer way shows', () => {
    const picture = pictureOf(
      new Map([
        ['lib/context/a.ts', ''],
        ['lib/metadata/b.ts', "import {} from '../context';"],
        ['lib/grpc/c.ts', "import {} from '../metadata';\nimport {} from '../context/internal';"],
      ]),
    );
    expect(picture).toContain('  grpc --> metadata\n');
    expect(picture).toContain('  metadata --> context\n');
    expect(picture).not.toContain('  grpc --> context\n');
  });
});
