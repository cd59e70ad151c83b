import { ServerError, Status } from 'nice-grpc-common';
import { newCallContext } from '../../../lib/context/internal';
import { Response } from '../../../lib/grpc/internal';
import { MD, Pairs } from '../../../lib/metadata';
import { validateOnSend } from '../../../lib/wire/internal';
import { fakeTime, pass, start } from '../../support/time';
import { thrownBy } from '../../support/wrong';

fakeTime();

const multiple = new ServerError(Status.INTERNAL, 'transport: SendHeader called multiple times');

function response() {
  const sent: Record<string, string[]>[] = [];
  const all = new Response('/test.Service/Method', {
    writeHeader: (header) => sent.push(Object.fromEntries(header)),
    validateSent: validateOnSend,
  });
  return { all, sent };
}

const call = () => newCallContext(Number.POSITIVE_INFINITY);

describe('grpc.Response', () => {
  it('knows the method', () => {
    expect(response().all.method()).toBe('/test.Service/Method');
  });

  it('merges what setHeader and sendHeader are given, in order', () => {
    const { all, sent } = response();
    all.setHeader(Pairs('k', '1', 'l', 'x'));
    all.setHeader(Pairs('k', '2'));
    expect([sent, all.hasHeader, all.headerSent]).toEqual([[], true, false]);
    all.sendHeader(Pairs('k', '3'));
    expect(sent).toEqual([{ k: ['1', '2', '3'], l: ['x'] }]);
    expect([all.hasHeader, all.headerSent]).toEqual([false, true]);
  });

  it('merges what setTrailer is given, before the header is sent and after', () => {
    const { all } = response();
    all.setTrailer(Pairs('k', '1'));
    all.sendHeader(new MD());
    all.setTrailer(Pairs('k', '2'));
    expect(all.end(call()[0])).toEqual(Pairs('k', '1', 'k', '2'));
  });

  it('copies what it is given', () => {
    const { all, sent } = response();
    const [header, trailer] = [Pairs('k', 'v'), Pairs('k', 'v')];
    all.setHeader(header);
    all.setTrailer(trailer);
    for (const md of [header, trailer]) md.get('k')?.push('later');
    all.sendHeader(new MD());
    expect([sent, all.end(call()[0])]).toEqual([[{ k: ['v'] }], Pairs('k', 'v')]);
  });

  it('sends an empty header, once', () => {
    const { all, sent } = response();
    all.sendHeader(new MD());
    expect(() => all.sendHeader(new MD())).toThrow(multiple);
    expect(() => all.sendHeader(Pairs('k', 'v'))).toThrow(multiple);
    expect(sent).toEqual([{}]);
  });

  it('takes no header after it was sent, by sendHeader or with a message', () => {
    for (const send of ['sendHeader', 'takeHeader'] as const) {
      const { all } = response();
      all.setHeader(Pairs('k', 'v'));
      if (send === 'takeHeader') expect(all.takeHeader()).toEqual(Pairs('k', 'v'));
      else all.sendHeader(new MD());
      expect(() => all.setHeader(Pairs('k', 'v'))).toThrow(multiple);
      expect(() => all.sendHeader(new MD())).toThrow(multiple);
      expect(() => all.setHeader(new MD())).not.toThrow();
      expect([all.hasHeader, all.takeHeader()]).toEqual([false, undefined]);
    }
  });

  it('takes nothing after the handler has returned', () => {
    const { all, sent } = response();
    const [ctx, scope] = call();
    all.end(ctx);
    scope.cancel();
    expect(() => all.setHeader(Pairs('k', 'v'))).toThrow(multiple);
    expect(() => all.setTrailer(Pairs('k', 'v'))).toThrow(multiple);
    for (const md of [new MD(), Pairs('k', 'v')]) {
      expect(thrownBy(() => all.sendHeader(md))).toMatchObject({
        code: Status.CANCELLED,
        details: 'context canceled',
      });
    }
    expect(() => {
      all.setHeader(new MD());
      all.setTrailer(new MD());
    }).not.toThrow();
    expect(sent).toEqual([]);
  });

  it('tells a deadline from a cancel', () => {
    const { all } = response();
    const [ctx] = newCallContext(start + 100);
    pass(100);
    all.end(ctx);
    expect(thrownBy(() => all.sendHeader(new MD()))).toMatchObject({
      code: Status.DEADLINE_EXCEEDED,
      details: 'context deadline exceeded',
    });
  });

  it.each(['setHeader', 'sendHeader', 'setTrailer'] as const)(
    '%s refuses what cannot be sent, and stays usable',
    (name) => {
      const { all, sent } = response();
      const bad = Pairs('k', 'SECRET\n');
      const error = new ServerError(
        Status.INTERNAL,
        'header key "k" contains value with non-printable ASCII characters',
      );
      expect(() => all[name](bad)).toThrow(error);
      all[name](Pairs('l', 'fine'));
      if (name !== 'sendHeader') all.sendHeader(new MD());
      expect(sent).toEqual([name === 'setTrailer' ? {} : { l: ['fine'] }]);
      expect(all.end(call()[0])).toEqual(name === 'setTrailer' ? Pairs('l', 'fine') : undefined);
    },
  );

  it('tells of bad metadata before it tells that it comes too late', () => {
    const { all } = response();
    all.sendHeader(new MD());
    expect(() => all.sendHeader(Pairs('', 'v'))).toThrow('there is an empty key in the header');
    expect(() => all.setHeader(Pairs('', 'v'))).toThrow('there is an empty key in the header');
  });

  it('counts the header as sent if it could not be written', () => {
    const all = new Response('/s/m', {
      writeHeader: () => {
        throw new Error('expected');
      },
      validateSent: () => undefined,
    });
    expect(() => all.sendHeader(new MD())).toThrow('expected');
    expect(() => all.sendHeader(new MD())).toThrow(multiple);
  });
});

describe('grpc.validateOnSend()', () => {
  it.each([
    [Pairs('k', 'v', 'k-bin', '\xff', ':path', 'x', 'te', 'x', 'user-agent', 'x'), undefined],
    [Pairs('', 'v'), 'there is an empty key in the header'],
    [Pairs('a b', 'SECRET'), 'header key "a b" contains illegal characters not in [0-9a-z-_.]'],
    [Pairs('a', 'SECRET\n'), 'header key "a" contains value with non-printable ASCII characters'],
  ])('of %s is %j', (md, fault) => {
    expect(validateOnSend(md)).toBe(fault);
  });

  it.each(['connection', 'Keep-Alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings'])(
    'names %s',
    (key) => {
      const fault = validateOnSend(Pairs('k', 'v', key, 'SECRET'));
      expect(fault).toContain(`"${key.toLowerCase()}"`);
      expect(fault).not.toContain('SECRET');
    },
  );
});
