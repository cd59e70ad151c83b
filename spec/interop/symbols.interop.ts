import { join } from 'node:path';
import { textOf } from '../support/sources';
import { goPrograms } from './support/go-build';
import { examplePackages } from './support/go-examples';
import { output } from './support/toolchain';

it("spec/docs/go-symbols.txt has the symbols that grpc-go's examples use", () => {
  const source = join(__dirname, 'go');
  const found = output('symbols of the examples', goPrograms().symbols, examplePackages(), source);
  expect(found).toBe(textOf('spec/docs/go-symbols.txt'));
}, 120_000);
