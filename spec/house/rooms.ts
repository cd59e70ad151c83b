import floors from './floors.json';

/** The rooms of lib/, by their folder in it, and the floor on which each stands. */
export const floorsOfRooms: ReadonlyMap<string, number> = new Map(Object.entries(floors));

/** Returns the room of lib/ in which a file is: the innermost folder that has a floor. The index of the library is in none. */
export function roomOf(path: string): string | undefined {
  const rooms = [...floorsOfRooms.keys()].filter((room) => path.startsWith(`lib/${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0];
}
