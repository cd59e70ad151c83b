import { goBenchmarks } from '../go/programs';
import { inTurn, type Subject } from '../in-turn';
import { operation, wallTime } from '../operation';
import { effortOf, type Options } from '../options';
import { inGroup, type Result, type Row, resultOf, row } from '../result';
import { grpcGoCases } from './cases';

const goal = 0.9;
const title = "grpc-go's own benchmarks";

/** Part 1: grpc-go's own benchmarks, beside grpc-go where Go is installed. */
export async function grpcGoPart(options: Options): Promise<Result> {
  const effort = { ...effortOf(options), now: wallTime }; // as go test has it
  const go = goBenchmarks();
  const [cases, end] = grpcGoCases();
  const rows: Row[] = [];
  for (const [name, f] of Object.entries(cases)) {
    if (!name.includes(options.only)) continue;
    const subjects: Subject[] = [operation('mdctx', effort, f)];
    if (go !== undefined) {
      subjects.push({ name: 'grpc-go', measure: () => go.nanoseconds(name, effort.budget) });
    }
    const figures = await inTurn(subjects, effort.rounds);
    rows.push(row(name, 'grpc-go', 'ns', figures.get('mdctx'), figures.get('grpc-go'), go && goal));
  }
  end();
  return resultOf(1, title, inGroup(title, rows), [go === undefined ? 'no Go here' : go.version]);
}
