import { drain } from '../../lib/lifecycle';
import { createChannel, createClient, createServer } from '../../lib/nice-grpc';
import { Echo } from '../support/echo';

// A process with a server, which ends by signals: the argument says how its one call goes, and what becomes of the end.

const [way] = process.argv.slice(2);

async function main(): Promise<void> {
  const server = createServer();
  const unary = async () => {
    process.send?.('entered');
    if (way !== 'idle') await new Promise(() => {});
    return {};
  };
  server.add(Echo, { unary, clientStream: unary, async *serverStream() {}, async *bidi() {} });
  const port = await server.listen('127.0.0.1:0');
  drain(server, {
    signal: 'SIGTERM',
    health: () => process.send?.('not serving'),
    ...(way === 'own exit' && { exit: (code) => process.exit(40 + code) }),
  });
  const client = createClient(Echo, createChannel(`127.0.0.1:${port}`));
  await client.unary({}).then(
    () => {},
    (error) => console.log(error.message),
  );
}

void main();
