import { Metadata, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { deadlineOf, incomingOf } from '../../../lib/grpc-js/server/request';
import { thrownBy, wrong } from '../../support/wrong';

/** A call of grpc-js's whose request was sent to `host` and has to end at `deadline`. */
function call({
  host = 'here.test',
  deadline = Number.POSITIVE_INFINITY,
}: {
  host?: string;
  deadline?: number;
}): ServerInterceptingCallInterface {
  return wrong({ getHost: () => host, getDeadline: () => deadline });
}

function received(...raw: string[]) {
  return { raw, stream: wrong<never>({}) };
}

function metadata(...pairs: Array<readonly [string, string | Buffer]>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of pairs) metadata.add(key, value);
  return metadata;
}

describe('incomingOf()', () => {
  it('has the lists of grpc-js, bytes as characters, and the authority', () => {
    const md = incomingOf(
      metadata(['k', 'v1'], ['k', 'v2'], ['k-bin', Buffer.of(0, 255)]),
      call({}),
      undefined,
    );
    expect([...md]).toEqual([
      ['k', ['v1', 'v2']],
      ['k-bin', ['\0\xff']],
      [':authority', ['here.test']],
    ]);
  });

  it('has no authority if the request had none, and never a host', () => {
    expect([...incomingOf(metadata(['host', 'here.test']), call({ host: '' }), undefined)]).toEqual([]);
  });

  it('adds what grpc-js takes out', () => {
    const raw = [
      'content-type',
      'application/grpc',
      'grpc-accept-encoding',
      'gzip',
      'accept-encoding',
      'identity',
    ];
    const md = incomingOf(metadata(), call({ host: '' }), received(...raw));
    expect(md.get('content-type')).toEqual(['application/grpc']);
    expect(md.get('grpc-accept-encoding')).toEqual(['gzip']);
    expect(md.get('accept-encoding')).toEqual(['identity']);
  });

  it('adds values that are not ASCII, in their place', () => {
    const md = incomingOf(metadata(['k', 'a'], ['k', 'b']), call({}), received('k', 'a', 'k', 'é', 'k', 'b'));
    expect(md.get('k')).toEqual(['a', 'é', 'b']);
  });

  it('adds nothing of gRPC’s own', () => {
    const raw = [':path', 'é', 'te', 'é', 'grpc-timeout', 'é', 'grpc-status', 'é'];
    const md = incomingOf(
      metadata(['grpc-status', '1'], ['grpc-message', 'm']),
      call({ host: '' }),
      received(...raw),
    );
    expect([...md]).toEqual([]);
  });

  it('takes nothing from the metadata that it is given', () => {
    const given = metadata(['k', 'v'], ['grpc-status', '1'], ['host', 'h']);
    const md = incomingOf(given, call({}), undefined);
    md.get('k')?.push('more');
    expect(given.toJSON()).toEqual({ k: ['v'], 'grpc-status': ['1'], host: ['h'] });
  });
});

describe('deadlineOf()', () => {
  it('refuses bytes that are no base64', () => {
    const refusal = thrownBy(() => deadlineOf(call({}), received('a-bin', 'YQ', 'k-bin', 'YQ,*')));
    expect(refusal).toBeInstanceOf(ServerError);
    expect(refusal).toMatchObject({
      code: Status.INTERNAL,
      details: 'malformed binary metadata in header "k-bin": illegal base64 data at input byte 0',
    });
  });

  it('has nothing against other fields', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(deadlineOf(call({}), received('k', '*', 'k-bin', 'YQ,,Yg=='))).toBe(never);
    expect(deadlineOf(call({}), undefined)).toBe(never);
  });

  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
  });

  afterEach(() => jest.useRealTimers());

  it.each<[string, string[], number]>([
    ['none', [], Number.POSITIVE_INFINITY],
    ['a timeout', ['grpc-timeout', '5S'], 1_005_000],
    ['a timeout that is too long for a timer', ['grpc-timeout', '720H'], 1_000_000 + 720 * 3_600_000],
    ['the last of several timeouts', ['grpc-timeout', '1S', 'k', '3S', 'grpc-timeout', '2S'], 1_002_000],
  ])('is that of the wire: %s', (_what, raw, at) => {
    expect(deadlineOf(call({}), received(...raw))).toBe(at);
  });

  it('is that of grpc-js if nothing is known of the wire', () => {
    expect(deadlineOf(call({ deadline: 4711 }), undefined)).toBe(4711);
    expect(deadlineOf(call({ deadline: 4711 }), received('k', 'v'))).toBe(4711);
  });

  it('is refused if it is malformed', () => {
    const refusal = thrownBy(() => deadlineOf(call({}), received('grpc-timeout', '-5S')));
    expect(refusal).toBeInstanceOf(ServerError);
    expect(refusal).toMatchObject({
      code: Status.INTERNAL,
      details: 'malformed grpc-timeout: strconv.ParseUint: parsing "-5": invalid syntax',
    });
  });

  it('is over at once if the timeout is zero', () => {
    const refusal = thrownBy(() => deadlineOf(call({}), received('grpc-timeout', '0n')));
    expect(refusal).toMatchObject({
      code: Status.DEADLINE_EXCEEDED,
      details: 'context deadline exceeded',
    });
  });
});
