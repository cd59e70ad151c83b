import { Status } from 'nice-grpc-common';
import { current } from '../../lib/context';
import { fromIncomingContext, type MD } from '../../lib/metadata';
import { kinds } from '../support/echo';
import type { Field } from './frames';
import { type Heard, RawClient, requestFields } from './raw-client';
import { Silence } from './silence';
import { adapters, Stage } from './stage';

const secret = 'hush-4711';
const protocolError = 1;
const compressionError = 9;
const enhanceYourCalm = 11;
const keepsSpaces = Number(process.versions.node.split('.')[0]) >= 22; // there Node has an option for it

describe.each(adapters)('a request of a hostile client, to $name', (adapter) => {
  let stage: Stage;
  let raw: RawClient;
  let silence: Silence;
  let md: MD | undefined;
  let left: number | undefined; // ms until the deadline that the handler saw

  beforeAll(async () => {
    stage = await Stage.of(adapter);
    raw = await RawClient.to(stage.port);
  });

  beforeEach(() => {
    silence = new Silence();
    md = undefined;
    left = undefined;
    stage.handlers.script = () => {
      md = fromIncomingContext();
      const { deadline } = current();
      left = deadline && deadline.getTime() - Date.now();
    };
  });

  afterEach(async () => {
    expect(raw.lives).toBe(true);
    expect(await raw.call('unary')).toMatchObject({ status: '0' });
    expect(await stage.goesOn()).toBe(true);
    expect(silence.end()).toBe('');
  });

  afterAll(() => {
    raw.close();
    stage.close();
  });

  describe.each(kinds)('%s', (kind) => {
    const malformed: ReadonlyArray<readonly [string, string]> = [
      ['', 'transport: timeout string is too short: ""'],
      ['1', 'transport: timeout string is too short: "1"'],
      ['-5S', 'strconv.ParseUint: parsing "-5": invalid syntax'],
      ['+5S', 'strconv.ParseUint: parsing "+5": invalid syntax'],
      ['1.5S', 'strconv.ParseUint: parsing "1.5": invalid syntax'],
      ['18f6n', 'strconv.ParseUint: parsing "18f6": invalid syntax'],
      ['123456789m', 'transport: timeout string is too long: "123456789m"'],
      ['000000000S', 'transport: timeout string is too long: "000000000S"'],
      ['10Sxx', 'transport: timeout unit is not recognized: "10Sxx"'],
      ['1s', 'transport: timeout unit is not recognized: "1s"'],
      ['1e3S', 'strconv.ParseUint: parsing "1e3": invalid syntax'],
      ['NaNS', 'strconv.ParseUint: parsing "NaN": invalid syntax'],
    ];

    it.each(malformed)('is refused with the timeout %p', async (timeout, fault) => {
      const heard = await raw.call(kind, ['grpc-timeout', timeout]);
      expect(refusal(heard)).toEqual([Status.INTERNAL, `malformed grpc-timeout: ${fault}`]);
      expect(md).toBeUndefined();
    });

    it.each(['0n', '0S', '00000000H'])('ends at once with the timeout %p', async (timeout) => {
      const heard = await raw.call(kind, ['grpc-timeout', timeout]);
      expect(refusal(heard)).toEqual([Status.DEADLINE_EXCEEDED, 'context deadline exceeded']);
      expect(md).toBeUndefined();
    });

    it.each([
      ['1H', 3600e3],
      ['597H', 597 * 3600e3], // more than 2^31-1 ms
      ['720H', 720 * 3600e3],
      ['3000000S', 3e9],
      ['99999999M', 99999999 * 60e3],
      ['2562047H', 2562047 * 3600e3], // Go's longest duration, but for minutes
      ['99999999H', 2 ** 63 / 1e6],
    ])('has its time with the timeout %p', async (timeout, ms) => {
      expect(await raw.call(kind, ['grpc-timeout', timeout])).toMatchObject({ status: '0' });
      expect(left).toBeGreaterThan(ms - 60_000);
      expect(left).toBeLessThanOrEqual(ms);
    });

    it('is refused if one of several timeouts is malformed', async () => {
      const heard = await raw.call(kind, ['grpc-timeout', '1H'], ['grpc-timeout', 'soon']);
      expect(heard.status).toBe(String(Status.INTERNAL));
      expect(md).toBeUndefined();
    });

    it('has the last one of several timeouts', async () => {
      await raw.call(kind, ['grpc-timeout', '1H'], ['grpc-timeout', '2H'], ['grpc-timeout', '720H']);
      expect(left).toBeGreaterThan(719 * 3600e3);
    });

    it.each([
      ['X()3e@#$-', 1],
      ['*', 0],
      ['YQ=', 2],
      ['YWJj=', 4],
      ['Y', 0],
      ['YQ,*', 0],
      ['-_8', 0],
    ])('is refused with the bytes %p, which are no base64', async (value, at) => {
      const heard = await raw.call(kind, ['fine-bin', 'YQ'], ['k-bin', value]);
      const fault = `malformed binary metadata in header "k-bin": illegal base64 data at input byte ${at}`;
      expect(refusal(heard)).toEqual([Status.INTERNAL, fault]);
      expect(md).toBeUndefined();
    });

    it('has bytes with padding, without, none at all, and several in one field', async () => {
      await raw.call(
        kind,
        ['k-bin', 'Zm9vAGJhcg=='],
        ['k-bin', 'Zm9vAGJhcg'],
        ['k-bin', ''],
        ['k-bin', 'YQ, Yg==,Yw'],
        ['grpc-trace-bin', 'YQ'],
        ['grpc-trace-bin', 'Yg'],
      );
      expect(md?.get('k-bin')).toEqual(['foo\0bar', 'foo\0bar', '', 'a', 'b', 'c']);
      expect(md?.get('grpc-trace-bin')).toEqual(['a', 'b']);
    });

    it('has values that are not ASCII', async () => {
      await raw.call(kind, ['k', 'plain'], ['k', `${secret}\xe9`], ['k', 'too'], ['u', '\xe4\xb8\x96']);
      expect(md?.get('k')).toEqual(['plain', `${secret}\xe9`, 'too']);
      expect(md?.get('u')).toEqual(['\xe4\xb8\x96']);
    });

    it('has names with characters that HTTP allows and grpc-js does not', async () => {
      await raw.call(kind, ['a!b', secret], ["#$%&'*+^`|~", secret], ['a!-bin', 'YQ'], ['fine', 'v']);
      expect(md?.get('a!b')).toEqual([secret]);
      expect(md?.get("#$%&'*+^`|~")).toEqual([secret]);
      expect(md?.get('a!-bin')).toEqual(['a']);
      expect(md?.get('fine')).toEqual(['v']);
    });

    it('has the names that mean something to JavaScript', async () => {
      await raw.call(kind, ['constructor', 'c'], ['hasownproperty', 'h'], ['valueof', 'v'], ['then', 't']);
      expect(md?.get('constructor')).toEqual(['c']);
      expect(md?.get('hasownproperty')).toEqual(['h']);
      expect(md?.get('valueof')).toEqual(['v']);
      expect(md?.get('then')).toEqual(['t']);
    });

    it('changes no object with the name "__proto__"', async () => {
      for (const fields of [
        [['__proto__', 'p']],
        [
          ['__proto__', 'p'],
          ['__proto__', 'q'],
          ['k', '1'],
          ['k', '2'],
        ],
        [['__proto__', '\xe9']],
      ] satisfies Field[][]) {
        expect(await raw.call(kind, ...fields)).toMatchObject({ status: '0' });
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }
    });

    it('is without what belongs to gRPC itself', async () => {
      await raw.call(
        kind,
        ['grpc-status', '7'],
        ['grpc-message', secret],
        ['grpc-message-type', secret],
        ['grpc-encoding', 'identity'],
        ['grpc-timeout', '1H'],
        ['user-agent', 'raw'],
        ['k', 'v'],
      );
      expect([...(md ?? [])].map(([key]) => key).sort()).toEqual([
        ':authority',
        'content-type',
        'k',
        'user-agent',
      ]);
    });

    it('has its host for authority, if it has no other', async () => {
      await raw.request(requestFields(kind, [['host', 'here.test']], ''));
      expect(md?.get(':authority')).toEqual(['here.test']);
      expect(md?.has('host')).toBe(false);
      await raw.request(requestFields(kind, [['host', 'here.test']], 'there.test'));
      expect(md?.get(':authority')).toEqual(['there.test']);
      expect(md?.has('host')).toBe(false);
    });

    it.each<[string, Field[]]>([
      [
        'two hosts',
        [
          ['host', 'a'],
          ['host', 'b'],
        ],
      ],
      ['a field of HTTP/1', [['connection', secret]]],
      ['"te" other than trailers', [['te', secret]]],
      ['a name in upper case', [['Upper', secret]]],
      ['a name of its own with a colon', [[':own', secret]]],
    ])('is reset with %s', async (_what, fields) => {
      expect(await raw.call(kind, ...fields)).toMatchObject({ reset: protocolError });
      expect(md).toBeUndefined();
    });

    it.each<[string, Field]>([
      ['a zero in it', ['k', `a\0${secret}`]],
      ['a line break in it', ['k', `a\r\n${secret}`]],
    ])('is without a value with %s', async (_what, field) => {
      expect(await raw.call(kind, field, ['fine', 'v'])).toMatchObject({ status: '0' });
      expect(md?.has('k')).toBe(false);
      expect(md?.get('fine')).toEqual(['v']);
    });

    it('has a value with a space before it as it was sent, or without on Node 20', async () => {
      expect(await raw.call(kind, ['k', ` ${secret}`], ['fine', 'v'])).toMatchObject({ status: '0' });
      expect(md?.get('k')).toEqual(keepsSpaces ? [` ${secret}`] : undefined);
      expect(md?.get('fine')).toEqual(['v']);
    });

    it.each([
      ['', 'an empty name'],
      ['a b', 'a space in its name'],
      ['a:b', 'a colon in its name'],
      ['a\xe9b', 'a name that is not ASCII'],
    ])('is without a field %p: %s', async (name) => {
      expect(await raw.call(kind, [name, secret], ['fine', 'v'])).toMatchObject({ status: '0' });
      expect([...(md ?? [])].flatMap(([, values]) => values)).not.toContain(secret);
      expect(md?.get('fine')).toEqual(['v']);
    });

    it('is reset with more fields than Node takes', async () => {
      const fields = (count: number) => Array.from({ length: count }, (_, i): Field => [`k${i}`, secret]);
      expect(await raw.call(kind, ...fields(118))).toMatchObject({ status: '0' });
      expect(await raw.call(kind, ...fields(200))).toMatchObject({ reset: enhanceYourCalm });
      expect(await raw.call(kind, ...fields(5000))).toMatchObject({ reset: enhanceYourCalm });
    });

    it('loses its connection with a value larger than Node takes, and no other does', async () => {
      const other = await RawClient.to(stage.port);
      expect(await other.call(kind, ['k', 'x'.repeat(60_000)])).toMatchObject({ status: '0' });
      expect(await other.call(kind, ['k', 'x'.repeat(70_000)])).toMatchObject({ reset: compressionError });
      other.close();
    });
  });
});

/** The status of a response that consists of nothing else. */
function refusal({ status, message = '', trailer }: Heard): [code: number, details: string] {
  expect(trailer).toEqual([]);
  return [Number(status), decodeURIComponent(message)];
}
