import { Status } from 'nice-grpc-common';
import { background, withTimeout } from '../../lib/context';
import { MD } from '../../lib/metadata';
import { kinds } from '../support/echo';
import type { Field } from './frames';
import { type Answer, good, goodHeader, RawServer } from './raw-server';
import { Silence } from './silence';
import { adapters, type Calling, type Held, type StageClient } from './stage';

const secret = 'hush-4711';

describe.each(adapters)('a response of a hostile server, to $name', (adapter) => {
  let raw: RawServer;
  let client: StageClient;
  let held: Held;
  let silence: Silence;

  beforeAll(async () => {
    raw = await RawServer.start();
    client = adapter.connect(raw.port);
    held = client.hold();
    raw.answer = { header: goodHeader, echo: true };
    await held.echo();
  });

  beforeEach(() => {
    silence = new Silence();
  });

  afterEach(async () => {
    raw.answer = good();
    expect(await client.call('unary', {}, new MD(), new MD())).toMatchObject({ code: Status.OK });
    await held.echo();
    expect(raw.connections).toBe(1);
    expect(silence.end()).toBe('');
  });

  afterAll(() => {
    held.end();
    client.close();
    raw.close();
  });

  describe.each(kinds)('%s', (kind) => {
    async function answered(answer: Answer, calling: Calling = {}) {
      raw.answer = answer;
      const header = new MD();
      const trailer = new MD();
      return { ...(await client.call(kind, calling, header, trailer)), header, trailer };
    }

    it.each([
      ['X()3e@#$-', 1],
      ['*', 0],
      ['YQ=', 2],
      ['Y', 0],
      ['YQ,*', 0],
    ])('fails the call with the bytes %p, which are no base64', async (value, at) => {
      const fields: Field[] = [
        ['fine-bin', 'YQ'],
        ['k-bin', value],
      ];
      const failure = {
        code: Status.INTERNAL,
        details: `transport: malformed k-bin: illegal base64 data at input byte ${at}`,
      };
      expect(await answered(good({ header: fields }))).toMatchObject(failure);
      expect(await answered(good({ trailer: fields }))).toMatchObject(failure);
      expect(await answered({ header: [...goodHeader, ['grpc-status', '5'], ...fields] })).toMatchObject(
        failure,
      );
    });

    it('has each value of fields that were repeated', async () => {
      const fields: Field[] = [
        ['k', 'v1'],
        ['authorization', 'a'],
        ['k', 'v2, with comma'],
        ['authorization', 'b'],
        ['k', ''],
        ['cookie', 'c1'],
        ['cookie', 'c2'],
        ['set-cookie', 's1'],
        ['set-cookie', 's2'],
        ['k-bin', 'YQ,Yg=='],
        ['k-bin', ''],
        ['grpc-trace-bin', 'YQ'],
        ['grpc-trace-bin', 'Yg'],
      ];
      const lists = {
        k: ['v1', 'v2, with comma', ''],
        authorization: ['a', 'b'],
        cookie: ['c1', 'c2'],
        'set-cookie': ['s1', 's2'],
        'k-bin': ['a', 'b', ''],
        'grpc-trace-bin': ['a', 'b'],
      };
      const { header } = await answered(good({ header: fields }));
      expect(Object.fromEntries(header)).toMatchObject(lists);
      const { trailer } = await answered(good({ trailer: fields }));
      expect(Object.fromEntries(trailer)).toEqual(lists);
      const only = await answered({ header: [...goodHeader, ['grpc-status', '5'], ...fields] });
      expect(only.code).toBe(Status.NOT_FOUND);
      expect([...only.header]).toEqual([]);
      expect(Object.fromEntries(only.trailer)).toMatchObject(lists);
    });

    it('keeps names with characters that grpc-js does not allow, and what is beside them', async () => {
      const fields: Field[] = [
        ['a!b', secret],
        ['a!-bin', 'YQ'],
        ['fine', 'v'],
      ];
      const { code, header } = await answered(good({ header: fields }));
      expect(code).toBe(Status.OK);
      const shown = { 'a!b': [secret], 'a!-bin': ['a'], fine: ['v'] };
      expect(Object.fromEntries(header)).toMatchObject(shown);
      const { trailer } = await answered(good({ trailer: fields }));
      expect(Object.fromEntries(trailer)).toEqual(shown);
    });

    it('keeps values that are not ASCII, in order, and what is beside them', async () => {
      const fields: Field[] = [
        ['k', `${secret}\xe9`],
        ['k', 'plain'],
        ['fine', 'v'],
      ];
      const { code, header } = await answered(good({ header: fields }));
      expect(code).toBe(Status.OK);
      const shown = { k: [`${secret}\xe9`, 'plain'], fine: ['v'] };
      expect(Object.fromEntries(header)).toMatchObject(shown);
      const { trailer } = await answered(good({ trailer: fields }));
      expect(Object.fromEntries(trailer)).toEqual(shown);
    });

    it('is not taken for another status by one in its header', async () => {
      expect(await answered(good({ header: [['grpc-status', '7']] }))).toMatchObject({ code: Status.OK });
    });

    it.each<[string, Field]>([
      ['a field of HTTP/1', ['connection', secret]],
      ['a name in upper case', ['Upper', secret]],
      ['a name of its own with a colon', [':own', secret]],
    ])('fails the call with %s', async (_what, field) => {
      const failure = { code: Status.INTERNAL, details: 'Received RST_STREAM with code 1' };
      expect(await answered(good({ header: [field] }))).toMatchObject(failure);
      expect(await answered(good({ trailer: [field] }))).toMatchObject(failure);
    });

    it.each<[string, Field]>([
      ['an empty name', ['', secret]],
      ['a space in a name', ['a b', secret]],
      ['a colon in a name', ['a:b', secret]],
      ['a zero in a value', ['k', `${secret}\0`]],
      ['a line break in a value', ['k', `${secret}\r\nx: y`]],
    ])('drops a field with %s', async (_what, field) => {
      const fields: Field[] = [field, ['fine', 'v']];
      const { code, header } = await answered(good({ header: fields }));
      expect(code).toBe(Status.OK);
      expect(header.get('fine')).toEqual(['v']);
      expect([...header.values()].flat().join()).not.toContain(secret);
      const { trailer } = await answered(good({ trailer: fields }));
      expect([...trailer]).toEqual([['fine', ['v']]]);
    });

    it('has the names that mean something to JavaScript, and changes no object', async () => {
      const fields: Field[] = [
        ['__proto__', 'p'],
        ['__proto__', 'q'],
        ['constructor', 'c'],
        ['hasownproperty', 'h'],
        ['then', 't'],
      ];
      const { header } = await answered(good({ header: fields }));
      const { trailer } = await answered(good({ trailer: fields }));
      for (const md of [header, trailer]) {
        expect(md.get('constructor')).toEqual(['c']);
        expect(md.get('hasownproperty')).toEqual(['h']);
        expect(md.get('then')).toEqual(['t']);
      }
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      expect(Object.keys(Object.prototype)).toEqual([]);
    });

    it.each<[string, Answer, Status]>([
      ['no trailer', { header: goodHeader, message: true }, Status.INTERNAL],
      ['no status', { header: goodHeader, message: true, trailer: [['k', 'v']] }, Status.UNKNOWN],
      ['nothing but a header', { header: goodHeader }, Status.UNKNOWN],
      [
        'a status that is no number',
        { header: goodHeader, message: true, trailer: [['grpc-status', 'abc']] },
        Status.UNKNOWN,
      ],
      [
        'no ":status"',
        { header: [['k', 'v']], message: true, trailer: [['grpc-status', '0']] },
        Status.INTERNAL,
      ],
      [
        'status 503',
        {
          header: [
            [':status', '503'],
            ['content-type', 'text/html'],
          ],
        },
        Status.UNAVAILABLE,
      ],
      [
        'status 404',
        {
          header: [
            [':status', '404'],
            ['content-type', 'text/html'],
          ],
        },
        Status.UNIMPLEMENTED,
      ],
      [
        'status 403',
        {
          header: [
            [':status', '403'],
            ['content-type', 'text/html'],
          ],
        },
        Status.PERMISSION_DENIED,
      ],
    ])('fails the call with %s', async (_what, answer, code) => {
      expect(await answered(answer)).toMatchObject({ code });
    });

    it.each([
      ['NO_ERROR', 0, Status.INTERNAL],
      ['PROTOCOL_ERROR', 1, Status.INTERNAL],
      ['INTERNAL_ERROR', 2, Status.INTERNAL],
      ['FLOW_CONTROL_ERROR', 3, Status.RESOURCE_EXHAUSTED],
      ['STREAM_CLOSED', 5, Status.INTERNAL],
      ['CANCEL', 8, Status.CANCELLED],
      ['ENHANCE_YOUR_CALM', 11, Status.RESOURCE_EXHAUSTED],
      ['INADEQUATE_SECURITY', 12, Status.PERMISSION_DENIED],
      ['HTTP_1_1_REQUIRED', 13, Status.INTERNAL],
      ['a code that is none', 4711, Status.INTERNAL],
    ])('fails the call with a reset of %s', async (_name, reset, code) => {
      expect(await answered({ reset })).toMatchObject({ code });
    });

    it('fails the call with more fields than Node takes', async () => {
      const fields = (count: number) => Array.from({ length: count }, (_, i): Field => [`k${i}`, secret]);
      expect(await answered(good({ header: fields(118) }))).toMatchObject({ code: Status.OK });
      const { code } = await answered(good({ header: fields(200) }));
      expect(code).toBe(Status.RESOURCE_EXHAUSTED);
      expect(await answered(good({ trailer: fields(200) }))).toMatchObject({ code });
    });
  });
});

describe.each(adapters)('a response with a value larger than Node takes, to $name', (adapter) => {
  const large = (length: number): Field[] => [['k', 'x'.repeat(length)]];
  let raw: RawServer;
  let client: StageClient;

  beforeEach(async () => {
    raw = await RawServer.start();
    client = adapter.connect(raw.port);
  });

  afterEach(() => {
    client.close();
    raw.close();
  });

  it.each(['header', 'trailer'])('ends the call with its deadline at the latest: in the %s', async (part) => {
    raw.answer = good({ [part]: large(60_000) });
    expect(await client.call('unary', {}, new MD(), new MD())).toMatchObject({ code: Status.OK });
    raw.answer = good({ [part]: large(70_000) });
    const [ctx, cancel] = withTimeout(background(), 200); // Node 20 never says that the connection is lost
    const { code } = await client.call('unary', { ctx }, new MD(), new MD());
    cancel();
    expect([Status.DEADLINE_EXCEEDED, Status.UNAVAILABLE, Status.INTERNAL]).toContain(code);
  });
});
