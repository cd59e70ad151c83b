import { credentials } from '@grpc/grpc-js';
import { Registry } from 'prom-client';
import { withContexts } from '../../lib/connect';
import { background, key, withValue, wrap } from '../../lib/context';
import { policy } from '../../lib/forward';
import { newContextWithServerTransportStream, WaitForReady } from '../../lib/grpc';
import { gatewayHeaders, httpContext } from '../../lib/http';
import * as interceptors from '../../lib/interceptors';
import { drain } from '../../lib/lifecycle';
import { firstFromIncomingContext, MD, New, Pairs, valueFromOutgoingContext } from '../../lib/metadata';
import { createChannel, createClient, createClientFactory, createServer } from '../../lib/nice-grpc';
import { newContext, Peer } from '../../lib/peer';
import { errorf, fromProto, New as newStatus } from '../../lib/status';
import * as stub from '../../lib/stub';
import { callStream, callUnary, manualClock, withClock } from '../../lib/testing';
import { pair } from '../../lib/testing/nice-grpc';
import { Echo } from '../support/echo';
import { thrownBy, wrong } from '../support/wrong';

const secret = 'hush-4711';
const registry = new Registry();
const pass = interceptors.timeout(5);
const guard = interceptors.auth((ctx) => ctx);
const insecure = stub.withTransportCredentials(credentials.createInsecure());
const handlers = wrong<never>({ unary() {}, clientStream() {}, serverStream() {}, bidi() {} });
const peers = { trustedPeers: [], headers: [] };

const map = new Map();

/** What no function takes in the place of an object, a function, a text or a number of its own. */
const never: readonly unknown[] = [
  null,
  Symbol(secret),
  5n,
  new Date(),
  Promise.resolve(secret),
  new Error(secret),
  map,
  background(),
  withValue(background(), key('k'), secret),
];

/** The name of the function that an error has to tell, and a call of it with one wrong argument. */
const table: ReadonlyArray<readonly [name: string, call: (x: never) => unknown]> = [
  ['metadata: firstFromIncomingContext', (x) => firstFromIncomingContext(background(), x)],
  ['metadata: valueFromOutgoingContext', (x) => valueFromOutgoingContext(background(), x)],
  ['metadata: MD.first', (x) => Pairs('k', 'v').first(x)],
  ['metadata: MD.bytes', (x) => Pairs('k', 'v').bytes(x)],
  ['context: wrap', (x) => wrap(background(), x)],
  ['peer: Peer', (x) => new Peer(x)],
  ['peer: newContext', (x) => newContext(background(), x)],
  ['status: fromProto', (x) => fromProto(x)],
  ['status: details', (x) => newStatus(5).details(x)],
  ['grpc: newContextWithServerTransportStream', (x) => newContextWithServerTransportStream(background(), x)],
  ['grpc: WaitForReady', (x) => WaitForReady(x)],
  ['forward: policy', (x) => policy(x)],
  ['forward: policy', (x) => policy({ keys: x })],
  ['forward: policy', (x) => policy({ presets: [x] })],
  ['interceptors: auth', (x) => interceptors.auth(x)],
  ['interceptors: reporting', (x) => interceptors.reporting(x)],
  ['interceptors: clientReporting', (x) => interceptors.clientReporting(x)],
  ['interceptors: backoffLinear', (x) => interceptors.backoffLinear(x)],
  ['interceptors: backoffLinearWithJitter', (x) => interceptors.backoffLinearWithJitter(1, x)],
  ['interceptors: backoffExponential', (x) => interceptors.backoffExponential(x)],
  ['interceptors: backoffExponentialWithJitter', (x) => interceptors.backoffExponentialWithJitter(1, x)],
  [
    'interceptors: backoffExponentialWithJitterBounded',
    (x) => interceptors.backoffExponentialWithJitterBounded(1, 1, x),
  ],
  ['interceptors: addLogFields', (x) => interceptors.addLogFields(background(), x)],
  ['interceptors: withLogFields', (x) => interceptors.withLogFields(background(), x)],
  ['interceptors: logging', (x) => interceptors.logging(() => {}, x)],
  ['interceptors: logging', (x) => interceptors.logging(() => {}, { events: [x] })],
  ['interceptors: logging', (x) => interceptors.logging(() => {}, { disableFields: [x] })],
  ['interceptors: retry', (x) => interceptors.retry({ codes: [x] })],
  ['interceptors: selector', (x) => interceptors.selector(x, {})],
  ['interceptors: selector', (x) => interceptors.selector(guard, { service: x })],
  ['interceptors: selector', (x) => interceptors.selector(guard, { method: [x] })],
  ['interceptors: clientSelector', (x) => interceptors.clientSelector(pass, { kind: x })],
  ['interceptors: inOrder', (x) => interceptors.inOrder(x)],
  ['interceptors: validator', (x) => interceptors.validator({ failFast: x })],
  ['interceptors: realip', (x) => interceptors.realip({ ...peers, trustedProxiesCount: x })],
  ['interceptors: perRPCCredentials', (x) => interceptors.perRPCCredentials(x)],
  ['interceptors: protovalidate', (x) => interceptors.protovalidate(x, { registry: wrong(registry) })],
  [
    'interceptors: protovalidate',
    (x) => interceptors.protovalidate({ validate: () => ({}) }, { registry: x }),
  ],
  ...(['namespace', 'subsystem', 'handlingTimeHistogram', 'contextLabels'] as const).map(
    (option) =>
      [
        'interceptors: serverMetrics',
        (x: never) => interceptors.serverMetrics(registry, { [option]: x }),
      ] as const,
  ),
  ['interceptors: serverMetrics', (x) => interceptors.serverMetrics(registry, { constLabels: { l: x } })],
  ['interceptors: clientMetrics', (x) => interceptors.clientMetrics(registry, { streamRecvHistogram: x })],
  ['http: gatewayHeaders', (x) => gatewayHeaders(Pairs(), x)],
  ['http: httpContext', (x) => httpContext(new Request('http://a/'), x)],
  ['stub: newClient', (x) => stub.newClient(Echo, wrong(x), insecure)],
  ['stub: newClient', (x) => stub.newClient(x, 'a:1', insecure)],
  ['stub: newClient', (x) => stub.newClient(Echo, 'a:1', x)],
  ['stub: newClient', (x) => stub.newClient(Echo, 'a:1', insecure, { perRPCCredentials: [x] })],
  ['stub: newClient', (x) => stub.newClient(Echo, 'a:1', insecure, { perRPCCredentials: x })],
  ['stub: newClientConn', (x) => stub.newClientConn('a:1', insecure, { resolvers: x })],
  ['stub: newClientConn', (x) => stub.newClientConn('a:1', insecure, { resolvers: [x] })],
  ['stub: fakeClient', (x) => stub.fakeClient(Echo, x)],
  ['stub: withAuthority', (x) => stub.withAuthority(x)],
  ['stub: withUserAgent', (x) => stub.withUserAgent(x)],
  ['stub: withChainUnaryInterceptor', (x) => stub.withChainUnaryInterceptor(x)],
  ['stub: withChainStreamInterceptor', (x) => stub.withChainStreamInterceptor(x)],
  ['stub: withDefaultCallOptions', (x) => stub.withDefaultCallOptions(x)],
  ['stub: withTransportCredentials', (x) => stub.withTransportCredentials(x)],
  ['stub: withTransportCredentials', (x) => stub.withTransportCredentials(credentials.createInsecure(), x)],
  ['stub: withKeepaliveParams', (x) => stub.withKeepaliveParams({ time: x })],
  ['stub: withKeepaliveParams', (x) => stub.withKeepaliveParams({ permitWithoutStream: x })],
  ['stub: KeepaliveEnforcementPolicy', (x) => stub.KeepaliveEnforcementPolicy({ permitWithoutStream: x })],
  ['stub: Creds', (x) => stub.Creds(x)],
  ['stub: MaxConcurrentStreams', (x) => stub.MaxConcurrentStreams(x)],
  ['stub: ManualResolver', (x) => new stub.ManualResolver(x)],
  ['stub: initialState', (x) => new stub.ManualResolver('s').initialState(x)],
  ['stub: updateState', (x) => new stub.ManualResolver('s').updateState({ addresses: [x] })],
  ['stub: serve', (x) => stub.newServer().serve(x)],
  ['stub: addService', (x) => stub.newServer().addService(Echo, x)],
  ['stub: addService', (x) => stub.newServer().addService(x, {})],
  ['nice-grpc: createClient', (x) => createClient(Echo, x)],
  ['nice-grpc: createClient', (x) => createClient(Echo, createChannel('a:1'), { unary: x })],
  ['nice-grpc: use', (x) => createClientFactory().use(x)],
  ['nice-grpc: use', (x) => createServer().use(x)],
  ['nice-grpc: with', (x) => createServer().with(x)],
  ['nice-grpc: listen', (x) => createServer().listen(x)],
  ['nice-grpc: add', (x) => createServer().add(x, handlers)],
  ['connect: withContexts', (x) => withContexts({ routes: x })],
  ['connect: withContexts', (x) => withContexts({ routes() {}, unaryInterceptors: x })],
  ['lifecycle: drain', (x) => drain({ tryShutdown() {}, forceShutdown() {} }, x)],
  ['testing: manualClock', (x) => manualClock(x)],
  ['testing: ManualClock.advance', (x) => manualClock().advance(x)],
  ['testing: ManualClock.at', (x) => manualClock().at(x, () => {})],
  ['testing: ManualClock.at', (x) => manualClock().at(1, x)],
  ['testing: withClock', (x) => withClock(background(), x)],
  ['testing: callUnary', (x) => callUnary(x, {})],
  ...(['timeout', 'peer', 'fullMethod', 'interceptor'] as const).map(
    (option) => ['testing: callUnary', (x: never) => callUnary(() => ({}), {}, { [option]: x })] as const,
  ),
  ['testing: callStream', (x) => callStream(x, [])],
  ['testing: callStream', (x) => callStream(() => {}, x === map ? wrong<never>(5) : x)],
  ['testing: callStream', (x) => callStream(() => {}, [], { isClientStream: x })],
  ['testing: pair', (x) => pair(Echo, x)],
  ['testing: pair', (x) => pair(Echo, handlers, { server: x })],
  ['testing: pair', (x) => pair(Echo, handlers, { clientFactory: x })],
];

describe.each(table)('%s', (name, call) => {
  it('refuses each argument of a wrong type at the call, by a text that has its name and no value', async () => {
    for (const x of never) {
      const error: unknown = await (async () => call(wrong(x)))().catch((error: unknown) => error);
      expect([x, error]).toEqual([x, expect.any(TypeError)]);
      expect(String(error)).toMatch(new RegExp(`^TypeError: ${name}: .* must .*`));
      expect(String(error)).not.toContain(secret);
    }
  });
});

describe('metadata.New()', () => {
  it('refuses a symbol as a key, and leaves nothing out silently', () => {
    expect(thrownBy(() => New(wrong({ k: 'v', [Symbol(secret)]: 'v' })))).toEqual(
      new TypeError('metadata: New: a key must be a string: got symbol'),
    );
    expect(() => new MD([[wrong<string>(Symbol(secret)), 'v']])).toThrow(
      'metadata: MD: a key must be a string: got symbol',
    );
  });
});

describe('status.errorf()', () => {
  it('prints what cannot be printed as Go does', () => {
    const broken = {
      toString() {
        throw new Error('broken');
      },
    };
    expect(errorf(5, '%v|%s|%q', broken, Object.create(null), Symbol('s'))?.details).toMatch(
      /^\(PANIC=String method: broken\)\|\[Object: null prototype\] \{\}\|"Symbol\(s\)"$|^\(PANIC=String method: broken\)\|\(PANIC=.*\)\|"Symbol\(s\)"$/,
    );
  });
});
