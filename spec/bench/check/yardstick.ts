import { Metadata } from '@grpc/grpc-js';
import { do_not_optimize } from 'mitata';
import { grpcGoCases } from '../grpc-go/cases';
import { inTurn } from '../in-turn';
import { type Effort, operation } from '../operation';
import { type Row, row } from '../result';

const beside = 'two pairs in a grpc-js Metadata';

/** grpc-go's benchmarks where there is no Go: beside something that every machine has, and that we do not change. */
export async function yardstickRows(effort: Effort): Promise<readonly Row[]> {
  const [cases, end] = grpcGoCases();
  const yardstick = operation(beside, effort, () => {
    const metadata = new Metadata();
    metadata.set('k1', 'v1');
    metadata.set('k2', 'v2');
    do_not_optimize(metadata);
  });
  const subjects = Object.entries(cases).map(([name, f]) => operation(name, effort, f));
  const figures = await inTurn([yardstick, ...subjects], effort.rounds);
  end();
  return subjects.map(({ name }) => row(name, beside, 'ns', figures.get(name), figures.get(beside)));
}
