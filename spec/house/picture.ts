import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, textOf } from '../support/sources';
import { cruise } from './imports';
import { floorsOfRooms, roomOf } from './rooms';

// The picture of the house in docs/contributing.md is drawn from the imports of lib/: `npm run fences` writes it anew.

/** The page with the picture. */
export const page = 'docs/contributing.md';

const fence = /(<!-- the house -->\n```mermaid\n)[\s\S]*?(```\n)/;

/** Returns which rooms each room of lib/ imports, sorted. */
export function importsOfRooms(
  imports: ReadonlyMap<string, readonly string[]>,
): Map<string, ReadonlySet<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const [path, imported] of imports) {
    const from = roomOf(path);
    if (from === undefined) continue; // the index of the library is no room
    const targets = rooms.get(from) ?? new Set();
    rooms.set(from, targets);
    for (const target of imported) {
      const to = roomOf(target);
      if (to !== undefined && to !== from) targets.add(to);
    }
  }
  return new Map([...rooms].sort(([a], [b]) => a.localeCompare(b, 'en')));
}

/**
 * Returns the picture: a box a room, the floors from the top down, and an arrow for each import that no longer way through
 * other rooms shows as well.
 */
export function pictureOf(imports: ReadonlyMap<string, readonly string[]>): string {
  const rooms = importsOfRooms(imports);
  const lines = ['flowchart TD'];
  for (const floor of [...new Set(floorsOfRooms.values())].sort((a, b) => b - a)) {
    const names = [...rooms.keys()].filter((room) => floorsOfRooms.get(room) === floor);
    lines.push(
      `  subgraph floor${floor}["${floor}"]`,
      ...names.map((room) => `    ${idOf(room)}["${room}"]`),
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

function idOf(room: string): string {
  return room.replaceAll(/[^a-z]/g, '_');
}

/** Returns the page with the picture drawn anew. */
export async function redrawn(source: string): Promise<string> {
  const { imports } = await cruise();
  return source.replace(fence, (_, head: string, foot: string) => head + pictureOf(imports) + foot);
}

if (require.main === module) void redrawn(textOf(page)).then((text) => writeFileSync(join(root, page), text));
