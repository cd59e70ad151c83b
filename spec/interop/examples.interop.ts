import { isDeepStrictEqual } from 'node:util';
import { buildExamples } from './support/example-build';
import {
  freePort,
  type Language,
  listening,
  type Running,
  type Start,
  startExample,
} from './support/example-program';
import { normalized } from './support/example-text';
import { type ExampleName, goExamples, type Side } from './support/go-examples';

// Seventeen of grpc-go's own examples and their ports in examples/, each with its client and its server: the ports print what
// grpc-go's programs do, and each works with the other side in the other language.

/** What one run of an example printed. */
interface Printed {
  readonly client: string[];
  readonly server: string[];
  readonly code: number | null;
}

/** How an example is played, where it is not a server, a client that ends, and a port. */
interface Play {
  readonly start?: (side: Side, ports: readonly number[]) => Start;
  readonly ports?: number;
  /** How many servers are started, one a port. */
  readonly servers?: number;
  /** How often the client is run. */
  readonly clients?: number;
  /** When a client that does not end has printed enough. */
  readonly until?: (text: string) => boolean;
  /** How often it may be played until both languages print the same: its deadlines are those of Go's program. */
  readonly tries?: number;
  /** What a server prints last, where it prints after its client has ended. */
  readonly serverUntil?: (text: string) => boolean;
  /** When the server begins; at once, unless it says so. */
  readonly serverAfter?: (text: string) => boolean;
}

const addrs = (side: Side, ports: readonly number[]): Start => ({
  env: { ADDRS: ports.map((port) => (side === 'server' ? `:${port}` : `localhost:${port}`)).join() },
});

const plays: Partial<Record<ExampleName, Play>> = {
  cancellation: { serverUntil: (text) => text.includes('Canceled') },
  deadline: { tries: 3 }, // of a second, 800 ms pass, and a busy machine has the rest
  error_details: { clients: 2 }, // the second is refused
  load_balancing: { start: addrs, ports: 2 },
  name_resolving: { start: (_, [port]) => ({ env: { ADDR: `localhost:${port}` } }) },
  keepalive: { until: (text) => /RPC response:.*\n/.test(text) },
  wait_for_ready: {
    start: (side, [port]) => ({ env: { SIDE: side, ADDR: `localhost:${port}` } }),
    serverAfter: (text) => text.includes('[3]'),
  },
  health: {
    ports: 2,
    servers: 2,
    // Both serve, then the second alone, then the first alone, then neither.
    start: (side, ports) =>
      side === 'client'
        ? addrs(side, ports)
        : { args: ['--port', String(ports[0]), '--sleep', ports[1] === undefined ? '6s' : '3s'] },
    until: (text) => text.includes('Unavailable'),
  },
};

const standard = (side: Side, [port]: readonly number[]): Start => ({
  args: side === 'client' ? ['--addr', `localhost:${port}`] : ['--port', String(port)],
});

const running = new Set<Running>();

function begin(language: Language, name: ExampleName, side: Side, start: Start): Running {
  const program = startExample(language, name, side, start);
  running.add(program);
  return program;
}

async function play(name: ExampleName, client: Language, server: Language): Promise<Printed> {
  const {
    start = standard,
    ports: count = 1,
    servers = 1,
    clients = 1,
    until,
    serverAfter,
    serverUntil,
  } = plays[name] ?? {};
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  const serve = async (): Promise<Running[]> => {
    const own = servers === 1 ? [ports] : ports.map((_, i) => ports.slice(i));
    const started = own.map((ports) => begin(server, name, 'server', start('server', ports)));
    await Promise.all(ports.map((port, i) => listening(port, started[i] ?? started[0])));
    return started;
  };

  let served = serverAfter === undefined ? await serve() : [];
  let text = '';
  let code: number | null = null;
  for (let run = 0; run < clients; run++) {
    const program = begin(client, name, 'client', start('client', ports));
    if (serverAfter !== undefined) {
      await program.printed(serverAfter);
      served = await serve();
    }
    if (until !== undefined) {
      text += await program.printed(until);
      await program.stop();
    } else {
      const ended = await program.ended();
      text += ended.text;
      code = ended.code;
    }
  }
  if (serverUntil !== undefined) await Promise.all(served.map((one) => one.printed(serverUntil)));
  await Promise.all(served.map((one) => one.stop()));
  const printed = await Promise.all(served.map((one) => one.ended()));
  return {
    client: normalized(name, text, ports),
    server: printed.flatMap((one) => normalized(name, one.text, ports)),
    code,
  };
}

const names = Object.keys(goExamples) as ExampleName[];
const inGo = new Map<ExampleName, Promise<Printed>>();

function reference(name: ExampleName): Promise<Printed> {
  const known = inGo.get(name) ?? play(name, 'Go', 'Go');
  inGo.set(name, known);
  return known;
}

buildExamples(); // jest starts concurrent tests before beforeAll
afterAll(async () => {
  await Promise.all([...running].map((program) => program.stop()));
});

describe.each([
  ['TypeScript', 'Go'],
  ['Go', 'TypeScript'],
  ['TypeScript', 'TypeScript'],
] as const)("grpc-go's examples: a client in %s and a server in %s", (client, server) => {
  it.concurrent.each(names)(
    '%s',
    async (name) => {
      let [expected, got] = await Promise.all([reference(name), play(name, client, server)]);
      for (let tried = 1; tried < (plays[name]?.tries ?? 1) && !isDeepStrictEqual(got, expected); tried++) {
        inGo.delete(name);
        [expected, got] = [await reference(name), await play(name, client, server)];
      }
      expect(got).toEqual(expected);
    },
    120_000,
  );
});
