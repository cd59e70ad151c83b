import {
  credentials,
  getChannelzHandlers,
  getChannelzServiceDefinition,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import { createChannel, createClient, createServer } from 'mdctx/nice-grpc';
import {
  ManualResolver,
  newClient,
  newClientConn,
  newServer,
  register,
  registerAdmin,
  unimplemented,
  withDefaultServiceConfig,
  withResolvers,
  withTransportCredentials,
} from 'mdctx/stub';
import { ServerError, type Status } from 'nice-grpc-common';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { GreeterDefinition, type Greeting, type Name } from './gen/greeter';

class Greeter extends unimplemented(GreeterDefinition) {
  constructor(private readonly from: string) {
    super();
  }

  async hello(_ctx: unknown, { name }: Name): Promise<Greeting> {
    return { text: `hello ${name} from ${this.from}` };
  }
}

async function start(name: string) {
  // #region stub
  const s = newServer();
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(s);
  new ReflectionService(loadSync(`${__dirname}/greeter.proto`)).addToServer(s);
  registerAdmin(s); // channelz
  register(s, GreeterDefinition, new Greeter(name));
  // #endregion
  return { s, health, addr: `127.0.0.1:${await s.serve('127.0.0.1:0')}` };
}

// #region nice-grpc
/** Handlers that take a callback, as nice-grpc has them. */
function promised(handlers: object) {
  const entries = Object.entries(handlers).map(([name, handler]) => {
    const handle = (request: unknown) =>
      new Promise<object>((resolve, reject) => {
        handler({ request }, (error: { code: Status; details: string } | null, response: object) => {
          if (error === null) resolve(response);
          else reject(new ServerError(error.code, error.details));
        });
      });
    return [name, handle] as const;
  });
  return Object.fromEntries(entries);
}

const server = createServer();
const health = HealthState();
health.setStatus('healthy');
server.add(HealthDefinition, HealthServiceImpl(health));
const channelz: ServiceDefinition = getChannelzServiceDefinition();
server.add(channelz, promised(getChannelzHandlers()));
// #endregion

async function main() {
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const { status } = await createClient(HealthDefinition, channel).check({ service: '' });
  const known = await newClient(getChannelzServiceDefinition(), channel).GetServers({});
  console.log('healthy', status === 1, 'servers known', Object(known).server.length > 0);

  const [a, b] = [await start('a'), await start('b')];
  // #region client
  const resolver = new ManualResolver('greeters');
  resolver.initialState({ addresses: [{ addr: a.addr }, { addr: b.addr }] });
  using conn = newClientConn(
    'greeters:///any',
    withTransportCredentials(credentials.createInsecure()),
    withResolvers(resolver),
    withDefaultServiceConfig(
      '{ "loadBalancingPolicy": "round_robin", "healthCheckConfig": { "serviceName": "" } }',
    ),
  );
  const greeter = newClient(GreeterDefinition, conn);
  // #endregion
  b.health.setStatus('', 'NOT_SERVING'); // before anything is connected
  for (let i = 0; i < 2; i++) console.log((await greeter.hello({ name: 'Ada' })).text);

  channel.close();
  server.forceShutdown();
  for (const { s } of [a, b]) s.stop();
}

void main();

// Output:
// healthy true servers known true
// hello Ada from a
// hello Ada from a
