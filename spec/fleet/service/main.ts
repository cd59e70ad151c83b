import cluster from 'node:cluster';
import { current } from 'mdctx/context';
import { drain } from 'mdctx/lifecycle';
import type { Engine } from '../client/engines';
import { census, countContext } from '../soak/census';
import { bare } from './bare';
import type { Told } from './command';
import { Handler } from './handler';
import { servers } from './servers';

// A service of the fleet: `main.js NAME ENGINE PORT NOT-SERVING-FOR`, of which
// ENGINE may be `bare`, too. It tells its port and what becomes of its calls as JSON
// on its standard output, one thing a line, holds its work when it is told to, and drains on SIGTERM, which it tells too.

const [own = '', engine = '', port = '0', notServingFor = '0'] = process.argv.slice(2);
const worker = cluster.worker?.id;
const name = worker === undefined ? own : `${own}, worker ${worker}`;

function tell(told: Told | { port: number; worker: number | undefined } | { draining: true }): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

function isEngine(name: string): name is Engine {
  return name in servers;
}

async function main(): Promise<void> {
  const handler = new Handler(name, isEngine(engine) ? engine : 'nice-grpc', (told) => {
    if (told.event === 'run') countContext(current());
    if (!process.env.MDCTX_FLEET_QUIET) tell(told);
  });
  const { server, health, listen } = isEngine(engine) ? servers[engine](handler) : bare(name);
  const options = { health, notServingFor: Number(notServingFor), grace: 60_000 };
  const draining = drain(server, { ...options, signal: 'SIGTERM' });
  process.once('SIGTERM', () => tell({ draining: true })); // two signals at once are one
  process.on('message', async (what) => {
    if (what === 'hold') handler.holds = true;
    if (what === 'stop' && 'forceShutdown' in server) server.forceShutdown();
    if (what === 'cpu') process.send?.(process.cpuUsage());
    else process.send?.(what === 'census' ? await census() : what);
  });
  process.on('disconnect', () => {
    void draining.force().then((code) => process.exit(code)); // whoever started it is gone
  });
  tell({ port: await listen(`127.0.0.1:${port}`), worker });
}

void main();
