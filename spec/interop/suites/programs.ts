import { connectClient } from '../mdctx/connect';
import { grpcJsClient } from '../mdctx/grpc-js';
import { niceClient } from '../mdctx/nice-grpc';
import { clientCases } from '../programs/client-cases';
import { goInteropClient, goInteropServer } from '../programs/go-programs';
import { type InteropServer, onConnect, onGrpcJs, onNiceGrpc } from '../programs/servers';
import type { Extra } from '../support/table';

const clients = { 'nice-grpc': niceClient, 'grpc-js': grpcJsClient, Connect: connectClient };
const servers = { 'nice-grpc': onNiceGrpc, 'grpc-js': onGrpcJs, Connect: onConnect };
const names = Object.keys(clients) as Array<keyof typeof clients>;

/** Runs grpc-go's own interop programs against mdctx, in both directions. Returns a table that fills as they pass. */
export function programs(): Extra {
  const passed = new Set<string>();

  describe.each(names)("mdctx's client on %s against grpc-go's interop/server", (name) => {
    let server: InteropServer;
    beforeAll(async () => {
      server = await goInteropServer();
    });
    afterAll(() => server.stop());

    it.each(Object.entries(clientCases))('%s', async (testCase, run) => {
      const client = clients[name](server.port);
      await run(client).finally(() => client.close());
      passed.add(`${testCase} client ${name}`);
    });
  });

  describe.each(names)("grpc-go's interop/client against mdctx's server on %s", (name) => {
    let server: InteropServer;
    beforeAll(async () => {
      server = await servers[name]();
    });
    afterAll(() => server.stop());

    it.each(Object.keys(clientCases))('%s', async (testCase) => {
      await goInteropClient(server.port, testCase);
      passed.add(`${testCase} server ${name}`);
    });
  });

  const verdict = (key: string) => (passed.has(key) ? 'passes' : 'FAILS');
  return {
    title: "grpc-go's interop programs",
    intro: "grpc-go's own `interop/server` and `interop/client`, unchanged, against mdctx.",
    columns: [
      'Test case',
      ...names.map((name) => `Client on ${name}`),
      ...names.map((name) => `Server on ${name}`),
    ],
    get rows() {
      return Object.keys(clientCases).map((testCase) => [
        testCase,
        ...['client', 'server'].flatMap((side) =>
          names.map((name) => verdict(`${testCase} ${side} ${name}`)),
        ),
      ]);
    },
  };
}
