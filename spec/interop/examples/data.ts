import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Returns a file of the folder `data` of grpc-go's examples, which the environment names. Go's `data.Path`, and its reading. */
export function data(path: string): Buffer {
  return readFileSync(isAbsolute(path) ? path : join(process.env.EXAMPLES_DATA ?? '', path));
}
