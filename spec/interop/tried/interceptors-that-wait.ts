import { join } from 'node:path';
import { background, withTimeout } from '../../../lib';
import { handlersOf, served } from '../../stub/stage';
import { output } from '../support/toolchain';

// What was tried for the row of docs/parity.md on interceptors that never settle: one of grpc-go's that waits on a channel keeps its
// caller for ever, whatever the deadline says, as it is a function that does not return. Ours is a promise, which may be left.
// npx ts-node spec/interop/tried/interceptors-that-wait.ts

const never = () => new Promise<never>(() => {});
const handlers = handlersOf(() => {});

async function tried(name: string, call: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  const error = await call().catch((error: Error) => error);
  console.log(`mdctx: ${name}: ${error}, after ${Math.round(performance.now() - begun)} ms`);
}

async function main(): Promise<void> {
  console.log(
    output('interceptors of Go', 'go', ['run', './tried/unsettled'], join(__dirname, '../go')).trim(),
  );
  const ctx = () => withTimeout(background(), 200)[0];
  const client = { unaryInterceptors: [never], streamInterceptors: [never] };
  await served({ handlers, client }, async (client) => {
    await tried('an interceptor of the client never returns, unary', () => client.unary(ctx(), {}));
    await tried('an interceptor of the client never returns, stream', () => client.serverStream(ctx(), {}));
  });
  await served({ handlers, server: client }, async (client) => {
    await tried('an interceptor of the server never returns, unary', () => client.unary(ctx(), {}));
    const recv = async () => (await client.serverStream(ctx(), {})).recv();
    await tried('an interceptor of the server never returns, stream', recv);
  });
}

void main();
