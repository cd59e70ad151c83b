import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { librarySources, root, textOf } from '../support/sources';

const text = textOf('docs/contributing.md');

/** Returns what the page has below the heading `from`, up to the heading `to`. */
function section(from: string, to: string): string {
  return text.slice(text.indexOf(`## ${from}`), text.indexOf(`## ${to}`));
}

function filesNamedIn(part: string): string[] {
  return [...part.matchAll(/`([a-z0-9-]+(?:\/[a-z0-9-]+)+\.ts)`/g)].map(([, name = '']) => name);
}

describe('docs/contributing.md', () => {
  it('names files that there are', () => {
    const named = filesNamedIn(section('Two walks', 'Words'));
    const absent = named.filter(
      (name) => !existsSync(join(root, name)) && !existsSync(join(root, 'lib', name)),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(absent).toEqual([]);
  });

  it('names each file with a symbol of ours, a weak map, or a variable, by which data could pass', () => {
    const channel = /Symbol(\.for)?\('(mdctx|nice-grpc)\.|new Weak(Map|Set)|^let /m;
    const found = [...librarySources()].filter(([path, source]) => !isTool(path) && channel.test(source));
    const named = filesNamedIn(section('What does not pass as an argument', 'What an addition touches'));
    expect(new Set(named)).toEqual(new Set(found.map(([path]) => path.slice('lib/'.length))));
  });
});

/** Reports whether a file belongs to the plugin for ESLint, which has no calls. */
function isTool(path: string): boolean {
  return path.startsWith('lib/eslint-plugin/');
}
