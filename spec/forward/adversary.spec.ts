import { background, type Context, current, key, withValue } from '../../lib/context';
import { b3, baggage, type Policy, policy, requestId, traceContext } from '../../lib/forward';
import { sendHeader, setTrailer } from '../../lib/grpc';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  MD,
  newOutgoingContext,
  Pairs,
} from '../../lib/metadata';
import type { Field } from '../bad-input/frames';
import { RawClient } from '../bad-input/raw-client';
import { outcomeOf } from '../support/adapters/outcome';
import type { Pair } from '../support/adapters/pairs';
import { promised, type Stage } from '../support/adapters/stage';
import { hops } from './hops';

// A holds a credential and calls B, which calls C. Whoever is behind A tries to have it arrive at C, or B does, by a
// mistake. Each case is a door; all of them are shut, but for the two at the end, which are there to be used.

const secret = 'SECRET-4711';
const token = key<MD | undefined>('token');

/** The most generous policy that can be made without a credential in its lists. */
const generous = policy({
  keys: [...'abcdefghijklmnopqrstuvwxyz0123456789_.-'].map((letter) => `${letter}*`),
  presets: [requestId(), traceContext(), baggage(), b3()],
});

const copying = (p: Policy) => () => [p.apply()];

/** Tells whether the secret is in `md`, in whatever form. */
function leaks(...all: ReadonlyArray<MD | undefined>): boolean {
  const forms = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')];
  const text = JSON.stringify(all.map((md) => [...(md ?? [])]));
  return forms.some((form) => text.toLowerCase().includes(form.toLowerCase()));
}

/** Has A send `kv` to B. Returns what came in at C. */
async function send(stage: Stage, kv: readonly string[], onward = copying(generous)): Promise<MD[]> {
  const { call } = await hops(stage, onward);
  const atC = await call(newOutgoingContext(background(), Pairs(...kv)));
  expect(atC.length).toBeGreaterThan(0); // B did call
  return atC;
}

/** For what a client does that speaks HTTP/2. */
const overHttp2 = { except: ({ joinsCookies }: Pair) => joinsCookies === true };

/** Has A send `fields` to B, whatever they are, byte by byte. Returns what came in at C. */
async function sendRaw(stage: Stage, ...fields: Field[]): Promise<readonly MD[]> {
  const { port, atC } = await hops(stage, copying(generous));
  const raw = await RawClient.to(port, {}, stage.pair.empty);
  stage.finally(() => raw.close());
  await raw.call(stage.kind, ...fields);
  return atC;
}

describe('a credential does not get', () => {
  promised('past a prefix that matches it', async (stage) => {
    const names = [
      'authorization',
      'proxy-authorization',
      'cookie',
      'set-cookie',
      'x-api-key',
      'x-auth-token',
    ];
    names.push('x-amz-security-token', 'x-goog-iap-jwt-assertion', 'x-csrf-token', 'x-session-id', 'apikey');
    names.push('x-forwarded-access-token', 'x-client-secret', 'www-authenticate');
    const atC = await send(stage, ['x-open', 'yes', ...names.flatMap((name) => [name, secret])]);
    expect(atC[0]?.get('x-open')).toEqual(['yes']);
    expect(leaks(...atC)).toBe(false);
  });

  promised(
    'through in upper case',
    async (stage) => {
      expect(leaks(...(await send(stage, ['AUTHORIZATION', secret, 'X-Api-Key', secret])))).toBe(false);
      expect(leaks(...(await sendRaw(stage, ['Authorization', secret], ['X-API-KEY', secret])))).toBe(false);
    },
    overHttp2,
  );

  promised('through as bytes', async (stage) => {
    const kv = [
      'authorization-bin',
      secret,
      'x-api-key-bin',
      secret,
      'x-token-bin',
      secret,
      'cookie-bin',
      secret,
    ];
    expect(leaks(...(await send(stage, kv)))).toBe(false);
  });

  promised(
    'through as one of several values',
    async (stage) => {
      const kv = ['cookie', 'a', 'cookie', secret, 'x-api-key', '', 'x-api-key', secret];
      expect(leaks(...(await send(stage, kv)))).toBe(false);
      const twice = [['authorization', 'harmless'] as const, ['authorization', secret] as const];
      const raw = await sendRaw(stage, ...twice);
      expect(raw).toHaveLength(1);
      expect(leaks(...raw)).toBe(false);
    },
    overHttp2,
  );

  promised(
    'through as one of several values of a credential that is listed',
    async (stage) => {
      const p = policy({ credentials: ['authorization', 'x-api-key'] });
      const { port, atC } = await hops(stage, copying(p));
      const raw = await RawClient.to(port, {}, stage.pair.empty);
      stage.finally(() => raw.close());
      await raw.call(stage.kind, ['x-api-key', 'harmless'], ['x-api-key', secret]);
      await raw.call(stage.kind, ['authorization', 'harmless'], ['authorization', secret]);
      expect(atC.length).toBe(2);
      expect(leaks(...atC)).toBe(false);
    },
    overHttp2,
  );

  promised(
    'through under a name that folds to another',
    async (stage) => {
      const kelvin = 'x-api-\u212aey';
      const names = [kelvin, 'x-api-\u00e2\u0084\u00aaey', 'authorizat\u0130on', 'x-a\u0443thorization'];
      const atC = await send(stage, ['x-open', 'yes'], () => {
        const md = Pairs(...names.flatMap((name) => [name, secret]));
        const incoming = fromIncomingContext() ?? new MD();
        for (const [key, values] of md) incoming.append(key, values);
        return generous.explain(incoming).some(({ key, forwarded }) => forwarded && names.includes(key))
          ? []
          : [generous.apply()];
      });
      expect(leaks(...atC)).toBe(false);
      expect(() => policy({ keys: [kelvin] })).toThrow(RangeError);
      const bytes = Buffer.from(kelvin).toString('latin1');
      expect(leaks(...(await sendRaw(stage, [bytes, secret])))).toBe(false);
    },
    overHttp2,
  );

  promised(
    'through under a name of JavaScript',
    async (stage) => {
      const names = ['__proto__', 'constructor', 'prototype'];
      const atC = await sendRaw(stage, ['__proto__', secret]);
      expect(leaks(...atC)).toBe(false);
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      for (const name of names) expect(Reflect.get({}, name) === secret).toBe(false);
      expect(() => policy({ keys: ['__proto__'] })).toThrow(RangeError);
    },
    overHttp2,
  );

  promised('through in what the presets take', async (stage) => {
    const kv = ['x-request-id', `r ${secret}`, 'x-request-id', secret, 'b3', secret, 'x-b3-traceid', secret];
    kv.push('traceparent', secret, 'tracestate', secret, 'baggage', `=${secret},${secret}`);
    expect(leaks(...(await send(stage, kv)))).toBe(false);
  });

  promised('through where B forwards nothing, but answers with what came', async (stage) => {
    const { port: c } = await stage.listen(() => {
      const md = fromIncomingContext();
      seen.push(md);
      sendHeader(Pairs('x-echo', 'of C'));
      setTrailer(Pairs('x-echo', 'of C'));
    });
    const seen: Array<MD | undefined> = [];
    const toC = stage.dial(c);
    const b = await stage.serve(async () => {
      const incoming = fromIncomingContext() ?? new MD();
      sendHeader(incoming); // the echo, which goes back to A
      const header = incoming;
      await outcomeOf(toC.call(stage.kind, { header }));
      await outcomeOf(toC.call(stage.kind, { trailer: header }));
    });
    const header = new MD();
    await outcomeOf(b.call(stage.kind, { ctx: withSecret(), header }));
    expect(leaks(header)).toBe(true); // A may hear its own
    expect(seen).toHaveLength(2);
    expect(leaks(...seen)).toBe(false);
  });

  promised('from one call of B into another by an MD that both use', async (stage) => {
    const shared = Pairs('x-open', 'yes');
    const { call } = await hops(stage, () => {
      const [first, second] = [newOutgoingContext(shared), newOutgoingContext(shared)];
      shared.set('authorization', secret); // too late for both
      fromOutgoingContext(first)?.set('authorization', secret); // a copy
      // eslint-disable-next-line mdctx/no-unused-context -- it must not matter
      appendToOutgoingContext(first, 'authorization', secret); // another context
      // eslint-disable-next-line mdctx/no-unused-context -- nor this
      withValue(first, token, fromIncomingContext()?.set('authorization', secret));
      return [generous.apply(first), generous.apply(second), current()];
    });
    const atC = await call(background());
    expect(atC.map((md) => md.get('x-open'))).toEqual([['yes'], ['yes'], undefined]);
    expect(leaks(...atC)).toBe(false);
  });

  promised('from the token of B to where A has one, beside it', async (stage) => {
    const p = policy({ credentials: ['authorization'] });
    const { call } = await hops(stage, () => [p.apply(appendToOutgoingContext('authorization', 'of B'))]);
    const [atC] = await call(withSecret());
    expect(atC?.get('authorization')).toEqual(['of B']);
  });

  promised('from the incoming metadata of B, changed, to the next call', async (stage) => {
    const { call } = await hops(stage, () => {
      fromIncomingContext()?.set('x-open', secret).set('authorization', secret);
      return [generous.apply()];
    });
    expect(leaks(...(await call(background())))).toBe(false);
  });
});

describe('the doors that are there to be used', () => {
  promised('a credential that is listed as one', async (stage) => {
    const atC = await send(
      stage,
      ['authorization', secret],
      copying(policy({ credentials: ['authorization'] })),
    );
    expect(atC[0]?.get('authorization')).toEqual([secret]);
  });

  promised('incoming metadata that B itself makes outgoing, whole', async (stage) => {
    const atC = await send(stage, ['authorization', secret], () => {
      return [newOutgoingContext(fromIncomingContext())];
    });
    expect(atC[0]?.get('authorization')).toEqual([secret]);
  });
});

function withSecret(): Context {
  return newOutgoingContext(background(), Pairs('authorization', secret));
}
