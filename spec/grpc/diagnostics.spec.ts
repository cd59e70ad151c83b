import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { Status } from 'nice-grpc-common';
import type { CallDiagnostics, CallStep } from '../../lib/grpc';
import { CallObservation, isObserved } from '../../lib/grpc/internal';

const method = { path: '/test.Echo/Unary', requestStream: false, responseStream: false };
const nobody = () => undefined;

describe.each(['server', 'client'] as const)('the tracing channel mdctx.%s', (side) => {
  const traced = tracingChannel<unknown, CallDiagnostics>(`mdctx.${side}`);
  const told: unknown[] = [];
  const note = (event: string) => (call: CallDiagnostics) => {
    told.push([event, call.code, call.peer]);
  };
  const listener = {
    start: note('start'),
    end: note('end'),
    asyncStart: note('asyncStart'),
    asyncEnd: note('asyncEnd'),
    error: note('error'),
  };

  beforeEach(() => {
    told.length = 0;
    traced.subscribe(listener);
  });
  afterEach(() => traced.unsubscribe(listener));

  it('tells of nothing if nobody listens', () => {
    traced.unsubscribe(listener);
    expect(isObserved(side)).toBe(false);
    new CallObservation(side, method, nobody).ended(Status.OK);
    expect(told).toEqual([]);
  });

  it('tells when a call starts, when that is done, and when it has ended', () => {
    const call = new CallObservation(side, method, () => '127.0.0.1:1');
    call.begun();
    call.ended(Status.OK);
    expect(told).toEqual([
      ['start', undefined, '127.0.0.1:1'],
      ['end', undefined, '127.0.0.1:1'],
      ['asyncStart', Status.OK, '127.0.0.1:1'],
      ['asyncEnd', Status.OK, '127.0.0.1:1'],
    ]);
  });

  it('tells of the end once, and as an error if it is one', () => {
    const call = new CallObservation(side, method, nobody);
    call.ended(Status.CANCELLED);
    call.ended(Status.OK);
    expect(told).toEqual([
      ['start', undefined, undefined],
      ['error', Status.CANCELLED, undefined],
      ['asyncStart', Status.CANCELLED, undefined],
      ['asyncEnd', Status.CANCELLED, undefined],
    ]);
  });

  it('tells the peer as soon as it is known', () => {
    let peer: string | undefined;
    const call = new CallObservation(side, method, () => peer);
    peer = '127.0.0.1:1';
    call.ended(Status.OK);
    expect(told.at(-1)).toEqual(['asyncEnd', Status.OK, '127.0.0.1:1']);
  });

  it('counts messages and bytes, and tells each header and message to those who want them', () => {
    const steps: unknown[] = [];
    const step = (message: unknown) => {
      const { direction, bytes, call } = message as CallStep;
      steps.push([direction, bytes, call.sent.messages, call.received.messages]);
    };
    let last: CallDiagnostics | undefined;
    const end = (message: unknown) => {
      last = message as CallDiagnostics;
    };
    for (const event of ['header', 'message']) subscribe(`tracing:mdctx.${side}:${event}`, step);
    subscribe(`tracing:mdctx.${side}:asyncEnd`, end);
    const call = new CallObservation(side, method, nobody);
    call.message('sent', 3);
    call.header('received');
    call.message('received', 5);
    call.message('received', 7);
    call.ended(Status.OK);
    for (const event of ['header', 'message']) unsubscribe(`tracing:mdctx.${side}:${event}`, step);
    unsubscribe(`tracing:mdctx.${side}:asyncEnd`, end);
    expect(steps).toEqual([
      ['sent', 3, 1, 0],
      ['received', undefined, 1, 0],
      ['received', 5, 1, 1],
      ['received', 7, 1, 2],
    ]);
    expect(last).toMatchObject({
      side,
      method: '/test.Echo/Unary',
      requestStream: false,
      responseStream: false,
      sent: { messages: 1, bytes: 3 },
      received: { messages: 2, bytes: 12 },
      duration: expect.any(Number),
    });
  });
});
