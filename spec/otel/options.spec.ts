import { clientTracing, serverTracing, type TracingOptions } from '../../lib/otel';
import { thrownBy, wrong } from '../support/wrong';

describe.each([
  ['serverTracing', serverTracing],
  ['clientTracing', clientTracing],
])('otel.%s(), given nonsense', (name, tracing) => {
  it.each<[string, unknown, string]>([
    ['no options', null, 'options must be an object: got null'],
    ['a misspelling', { propagators: [] }, 'options must be propagator or tracer: got "propagators"'],
    ['no propagator', { propagator: 'w3c' }, 'propagator must be a TextMapPropagator: got string'],
    ['no tracer', { tracer: true }, 'tracer must be a Tracer: got boolean'],
  ])('refuses %s', (_, options, message) => {
    const error = thrownBy(() => tracing(wrong<TracingOptions>(options)));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: `otel: ${name}: ${message}` });
  });
});
