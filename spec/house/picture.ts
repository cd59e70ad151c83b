import { writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { librarySources, root, textOf } from '../support/sources';
import { floorOf, folderOf, importsOf } from './floors';

// The picture of the house in docs/contributing.md is drawn from the imports of lib/: `npm run fences` writes it anew.

/** The page with the picture. */
export const page = 'docs/contributing.md';

const fence = /(<!-- the house -->\n```mermaid\n)[\s\S]*?(```\n)/;

/** Returns which rooms each room of lib/ imports, sorted. */
export function importsOfRooms(sources: ReadonlyMap<string, string>): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const [path, text] of sources) {
    const from = folderOf(path);
    if (from === 'lib') continue; // the index of the library is no room
    const targets = rooms.get(from) ?? new Set();
    rooms.set(from, targets);
    for (const { specifier } of importsOf(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true))) {
      if (!specifier.startsWith('.')) continue;
      const to = folderOf(`${posix.join(posix.dirname(path), specifier)}/index.ts`);
      if (to !== from) targets.add(to);
    }
  }
  return new Map([...rooms].sort(([a], [b]) => a.localeCompare(b, 'en')));
}

/**
 * Returns the picture: a box a room, the floors from the top down, and an arrow for each import that no longer way through
 * other rooms shows as well.
 */
export function pictureOf(sources: ReadonlyMap<string, string>): string {
  const rooms = importsOfRooms(sources);
  const floors = [...new Set([...rooms.keys()].map(floorOf))].sort((a, b) => b - a);
  const lines = ['flowchart TD'];
  for (const floor of floors) {
    const names = [...rooms.keys()].filter((room) => floorOf(room) === floor);
    lines.push(
      `  subgraph floor${floor}["${floor}"]`,
      ...names.map((room) => `    ${idOf(room)}["${nameOf(room)}"]`),
      '  end',
    );
  }
  for (const [room, targets] of rooms) {
    const direct = [...targets].filter(
      (to) => ![...targets].some((via) => via !== to && reaches(rooms, via, to)),
    );
    for (const to of direct.sort()) lines.push(`  ${idOf(room)} --> ${idOf(to)}`);
  }
  return `${lines.join('\n')}\n`;
}

function reaches(rooms: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  return [...(rooms.get(from) ?? [])].some((next) => next === to || reaches(rooms, next, to));
}

function nameOf(room: string): string {
  return room.replace(/^lib\//, '');
}

function idOf(room: string): string {
  return nameOf(room).replaceAll(/[^a-z]/g, '_');
}

/** Returns the page with the picture drawn anew. */
export function redrawn(source: string): string {
  return source.replace(fence, (_, head: string, foot: string) => head + pictureOf(librarySources()) + foot);
}

if (require.main === module) writeFileSync(join(root, page), redrawn(textOf(page)));
