import { inNode } from '../support/node';

/** What of the library one call goes through. */
export interface Walk {
  /** The files of lib/ in which a function ran, sorted. */
  readonly files: readonly string[];
  /** The functions that ran, each with its file and how often it did. */
  readonly functions: ReadonlyArray<{ readonly file: string; readonly name: string; readonly count: number }>;
  /** How many `MD`s were made. */
  readonly mds: number;
}

/**
 * Returns what one unary call goes through, both sides, in nice-grpc's shape, when all is warm: its context has a pair
 * appended, its handler reads a key and sets a header and a trailer, and its caller gets both. V8 counts, on dist/.
 */
export function walkOfUnaryCall(): Promise<Walk> {
  return inNode(program);
}

const program = `
  const { Session } = require('node:inspector/promises');
  const { join, sep } = require('node:path');
  const { appendToOutgoingContext, MD, Pairs, setHeader, setTrailer, metadata } = require('mdctx');
  const { createChannel, createClient, createServer } = require('mdctx/nice-grpc');

  const pass = (bytes) => bytes;
  const codec = { requestSerialize: pass, requestDeserialize: pass, responseSerialize: pass, responseDeserialize: pass };
  const Walked = {
    hello: { path: '/walk.Walked/Hello', requestStream: false, responseStream: false, ...codec, options: {} },
  };
  const message = Buffer.from('hello');

  async function main() {
    const server = createServer();
    server.add(Walked, {
      async hello(request) {
        metadata.valueFromIncomingContext('k');
        setHeader(Pairs('h', '1'));
        setTrailer(Pairs('t', '1'));
        return request;
      },
    });
    const port = await server.listen('127.0.0.1:0');
    const channel = createChannel('127.0.0.1:' + port);
    const client = createClient(Walked, channel);
    const call = async () => {
      const [header, trailer] = [new MD(), new MD()];
      await client.hello(message, { ctx: appendToOutgoingContext('k', 'v'), header, trailer });
      if (header.get('h')?.[0] !== '1' || trailer.get('t')?.[0] !== '1') throw new Error('walk: a call must bring header and trailer');
    };

    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    for (let i = 0; i < 100; i++) await call();
    await session.post('Profiler.takePreciseCoverage');
    await call();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    session.disconnect();
    channel.close();
    await server.shutdown();

    const dist = join(require.resolve('mdctx/package.json'), '..', 'dist') + sep;
    const functions = [];
    for (const { url, functions: covered } of result) {
      const path = url.replace('file://', '');
      if (!path.startsWith(dist)) continue;
      const file = 'lib/' + path.slice(dist.length).replaceAll(sep, '/').replace(/\\.js$/, '.ts');
      if (/\\/(index|internal)\\.ts$/.test(file)) continue; // the compiler's getters for what is exported again
      for (const { functionName, ranges } of covered) {
        const { count, startOffset } = ranges[0];
        const isOfV8 = functionName === '<instance_members_initializer>'; // a part of the constructor
        if (count > 0 && !isOfV8 && !(startOffset === 0 && functionName === '')) functions.push({ file, name: functionName, count });
      }
    }
    const made = functions.filter(({ file, name }) => file === 'lib/metadata/md.ts' && name === 'MD');
    report({
      files: [...new Set(functions.map(({ file }) => file))].sort(),
      functions,
      mds: made.reduce((sum, { count }) => sum + count, 0) - 4, // the caller's two, the handler's two
    });
  }
  void main();
`;

if (require.main === module) {
  void walkOfUnaryCall().then(({ files, functions, mds }) => {
    for (const file of files) {
      const own = functions.filter((one) => one.file === file);
      console.log(
        `${file}: ${own.map(({ name, count }) => `${name || '(anonymous)'}${count > 1 ? ` x${count}` : ''}`).join(', ')}`,
      );
    }
    console.log(`\n${files.length} files, ${functions.length} functions, ${mds} MDs`);
  });
}
