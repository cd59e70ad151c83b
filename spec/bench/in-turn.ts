/** Something that can be measured again and again. */
export interface Subject<T = number> {
  readonly name: string;
  /** Measures it once. */
  measure(): T | Promise<T>;
}

/**
 * Measures the subjects in turn, round after round, and returns what each round gave for each subject, by its name.
 * What the machine does meanwhile hits all of them alike; every other round goes backwards, so that none of them always
 * comes after the same one. Before the first round each is measured once for nothing.
 */
export async function inTurn<T = number>(
  subjects: ReadonlyArray<Subject<T>>,
  rounds: number,
): Promise<Map<string, T[]>> {
  const figures = new Map<string, T[]>(subjects.map(({ name }) => [name, []]));
  for (const subject of subjects) await subject.measure();
  for (let round = 0; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? subjects : [...subjects].reverse()) {
      figures.get(subject.name)?.push(await subject.measure());
    }
  }
  return figures;
}
