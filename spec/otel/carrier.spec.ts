import { context, defaultTextMapGetter, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { MD, Pairs } from '../../lib/metadata';
import { mdGetter, mdSetter } from '../../lib/otel';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const propagator = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});

describe('otel.mdGetter', () => {
  it('lets propagators read what OpenTelemetry’s own getter does not find', () => {
    const md = Pairs('traceparent', traceparent, 'tracestate', 'a=1', 'tracestate', 'b=2', 'baggage', 'k=v');
    const read = propagator.extract(ROOT_CONTEXT, md, mdGetter);
    expect(trace.getSpanContext(read)).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      isRemote: true,
    });
    expect(trace.getSpanContext(read)?.traceState?.serialize()).toBe('a=1,b=2');
    expect(propagation.getBaggage(read)?.getEntry('k')?.value).toBe('v');
    expect(trace.getSpanContext(propagator.extract(ROOT_CONTEXT, md, defaultTextMapGetter))).toBeUndefined();
  });

  it('has one value, a list of several that the MD does not share, or nothing', () => {
    const md = Pairs('one', '1', 'two', '2', 'two', '3');
    const list = mdGetter.get(md, 'TWO');
    expect([mdGetter.keys(md), mdGetter.get(md, 'One'), list, mdGetter.get(md, 'none')]).toEqual([
      ['one', 'two'],
      '1',
      ['2', '3'],
      undefined,
    ]);
    if (Array.isArray(list)) list.push('4');
    expect(md.get('two')).toEqual(['2', '3']);
  });

  it('takes no trace of two', () => {
    const md = Pairs('traceparent', traceparent, 'traceparent', traceparent);
    expect(trace.getSpanContext(propagator.extract(ROOT_CONTEXT, md, mdGetter))).toBeUndefined();
  });
});

describe('otel.mdSetter', () => {
  it('lets propagators write, in place of what was there', () => {
    const md = new MD([['traceparent', ['old', 'older']]]);
    const read = propagator.extract(ROOT_CONTEXT, Pairs('traceparent', traceparent), mdGetter);
    propagator.inject(
      propagation.setBaggage(read, propagation.createBaggage({ k: { value: 'v' } })),
      md,
      mdSetter,
    );
    expect(Object.fromEntries(md)).toEqual({ traceparent: [traceparent], baggage: ['k=v'] });
    propagator.inject(context.active(), md, mdSetter);
    expect(md.get('traceparent')).toEqual([traceparent]);
  });
});
