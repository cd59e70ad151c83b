import Module from 'node:module';
import { join } from 'node:path';

// ts-node loads this file first (see tsconfig.json): under it `mdctx` and `mdctx/context` mean the sources in lib/,
// so the examples import the library as a user does and run without a build.

type Resolve = (request: string, ...rest: unknown[]) => string;

const lib = join(__dirname, '..', '..', 'lib');
const loader = Module as unknown as { _resolveFilename: Resolve };
const resolve = loader._resolveFilename;

loader._resolveFilename = function (this: unknown, request, ...rest) {
  const own = /^mdctx(?:$|\/(?!package\.json$)(.*))/.exec(request);
  return resolve.call(this, own ? join(lib, own[1] ?? '') : request, ...rest);
};
