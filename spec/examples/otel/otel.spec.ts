import { node } from '../../support/node';

/** Returns the values of the field `name` in what the console exporter has printed, in order. */
function fields(stdout: string, name: string): string[] {
  return [...stdout.matchAll(new RegExp(`^ {2}${name}: '?([^',]+)'?,$`, 'gm'))].map(
    ([, value = '']) => value,
  );
}

describe('the example of OpenTelemetry', () => {
  it('prints one trace of three hops', async () => {
    const { stdout, stderr } = await node(['-r', 'ts-node/register', 'spec/examples/otel/main.ts']);
    expect(stderr).toBe('');
    expect(new Set(fields(stdout, 'traceId')).size).toBe(1);
    expect(fields(stdout, 'name').sort()).toEqual([
      'greeter.v1.Greeter/Hello',
      'greeter.v1.Greeter/Hello',
      'greeter.v1.Hops/First',
      'greeter.v1.Hops/First',
      'greeter.v1.Hops/Second',
      'greeter.v1.Hops/Second',
      'main',
    ]);
    expect(fields(stdout, 'kind').sort().join()).toBe('0,1,1,1,2,2,2');
  }, 30_000);
});
