import { Client } from '@grpc/grpc-js';

// A tool that observes programs, as OpenTelemetry does, wraps the methods of grpc-js's `Client` before any call is made. What
// a caller is promised holds for the calls that are then made through these.

const methods = [
  'makeUnaryRequest',
  'makeServerStreamRequest',
  'makeClientStreamRequest',
  'makeBidiStreamRequest',
] as const;

const calls = new Map<string, number>();

for (const name of methods) {
  const own = Reflect.get(Client.prototype, name);
  Reflect.set(Client.prototype, name, function (this: Client, ...args: unknown[]) {
    calls.set(name, (calls.get(name) ?? 0) + 1);
    return Reflect.apply(own, this, args);
  });
}

describe('with a tool around the clients of grpc-js', () => {
  require('./caller.spec');
  require('../stub/streams.spec');
  require('../grpc/client/response-options.spec');

  afterAll(() => {
    expect([...calls.keys()].sort()).toEqual([...methods].sort());
    expect(Math.min(...calls.values())).toBeGreaterThan(50);
  });
});
