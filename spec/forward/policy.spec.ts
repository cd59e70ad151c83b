import { inspect } from 'node:util';
import { background, type Context } from '../../lib/context';
import { type Policy, policy, requestId, traceContext } from '../../lib/forward';
import {
  fromOutgoingContext,
  type MD,
  New,
  newIncomingContext,
  newOutgoingContext,
  Pairs,
} from '../../lib/metadata';
import { itAnywhere } from '../support/anywhere';
import { wrong } from '../support/wrong';

function withIncoming(...kv: string[]): Context {
  return newIncomingContext(background(), Pairs(...kv));
}

/** Returns what `p` forwards of `incoming`, if the caller has set `outgoing`. */
function forwarded(p: Policy, incoming: MD, outgoing?: MD): Record<string, string[]> {
  const ctx = newIncomingContext(newOutgoingContext(background(), outgoing), incoming);
  return Object.fromEntries(fromOutgoingContext(p.apply(ctx)) ?? []);
}

describe('forward.policy()', () => {
  it('forwards nothing without rules', () => {
    const ctx = withIncoming('x-tenant', 't', 'authorization', 'a', 'x-request-id', 'r');
    for (const p of [policy(), policy({}), policy({ keys: [] })]) expect(p.apply(ctx)).toBe(ctx);
  });

  it('forwards what is named, with all its values', () => {
    const md = Pairs('x-tenant', '1', 'x-other', 'o', 'x-tenant', '2, 3', 'x-trace-bin', '\u0000\u00ff');
    expect(forwarded(policy({ keys: ['X-Tenant', 'x-trace-bin'] }), md)).toEqual({
      'x-tenant': ['1', '2, 3'],
      'x-trace-bin': ['\u0000\u00ff'],
    });
  });

  it('forwards what begins as a key with * does', () => {
    const md = Pairs('x-acme-a', '1', 'x-acme-', '2', 'x-acme', '3', 'my-x-acme-a', '4');
    expect(forwarded(policy({ keys: ['x-acme-*'] }), md)).toEqual({ 'x-acme-a': ['1'], 'x-acme-': ['2'] });
  });

  it('forwards a credential only if it is listed as one', () => {
    const md = Pairs('authorization', 'a', 'x-api-key', 'b', 'x-tenant', 't');
    expect(forwarded(policy({ keys: ['x-*', 'a*'] }), md)).toEqual({ 'x-tenant': ['t'] });
    expect(forwarded(policy({ credentials: ['Authorization'] }), md)).toEqual({ authorization: ['a'] });
  });

  it('forwards no credential that came with several values, as services differ on which counts', () => {
    const md = Pairs('authorization', 'a', 'authorization', 'b', 'x-api-key', 'c', 'x-api-key', 'd');
    expect(forwarded(policy({ credentials: ['authorization', 'x-api-key'] }), md)).toEqual({});
  });

  it('forwards a cookie that came in pieces', () => {
    const md = Pairs('cookie', 'a=1', 'cookie', 'b=2');
    expect(forwarded(policy({ credentials: ['cookie'] }), md)).toEqual({ cookie: ['a=1', 'b=2'] });
  });

  it('leaves the values of a key alone that the caller has set', () => {
    const p = policy({ keys: ['x-*'], credentials: ['authorization'] });
    const md = Pairs('x-a', 'theirs', 'x-b', 'theirs', 'authorization', 'theirs');
    expect(forwarded(p, md, Pairs('x-a', 'ours', 'authorization', 'ours'))).toEqual({
      'x-a': ['ours'],
      authorization: ['ours'],
      'x-b': ['theirs'],
    });
  });

  it('does the same once and twice', () => {
    const p = policy({ keys: ['x-*'], presets: [requestId()] });
    const once = p.apply(withIncoming('x-a', '1', 'x-a', '2'));
    expect(p.apply(once)).toBe(once);
  });

  it('leaves out values that cannot be sent', () => {
    const md = Pairs('x-a', 'good', 'x-a', 'bad\n', 'x-b', 'ü', 'a key', 'v', 'from', '1', 'from', '2');
    expect(forwarded(policy({ keys: ['x-*', 'a*', 'from'] }), md)).toEqual({ 'x-a': ['good'] });
  });

  it('never forwards names that belong to gRPC, to one connection or to one message', () => {
    const names = ['te', 'content-type', 'user-agent', 'grpc-timeout', 'connection', 'keep-alive', 'upgrade'];
    names.push('host', 'content-length', 'grpc-accept-encoding', 'grpc-previous-rpc-attempts', ':authority');
    names.push('__proto__', 'grpc-status-details-bin', 'proxy-connection', 'date');
    const md = New(names.map((name) => [name, 'v'] as const));
    expect(md.size).toBe(names.length);
    const keys = [...'abcdefghijklmnopqrstuvwxyz_'].map((letter) => `${letter}*`);
    expect(forwarded(policy({ keys }), md)).toEqual({});
  });

  it('forwards a name that begins with grpc- only if it is named in full', () => {
    const md = Pairs('grpc-trace-bin', 't', 'grpc-tags-bin', 'u');
    expect(forwarded(policy({ keys: ['g*', 'grpc-trace-bin'] }), md)).toEqual({ 'grpc-trace-bin': ['t'] });
  });

  it('shares nothing with the metadata that came in', () => {
    const ctx = withIncoming('x-a', '1');
    const out = fromOutgoingContext(policy({ keys: ['x-a'] }).apply(ctx));
    out?.append('x-a', '2');
    expect(fromOutgoingContext(policy({ keys: ['x-a'] }).apply(ctx))?.get('x-a')).toEqual(['1']);
  });

  it('keeps its rules when the lists that it was given change', () => {
    const keys = ['x-a'];
    const p = policy({ keys });
    keys.push('x-b');
    expect(forwarded(p, Pairs('x-a', '1', 'x-b', '2'))).toEqual({ 'x-a': ['1'] });
  });

  itAnywhere('uses the current context if none is given', () => {
    const ctx = policy({ keys: ['x-*'] }).apply();
    expect(fromOutgoingContext(ctx)).toBeUndefined();
  });

  it.each([
    [wrong(null), TypeError, 'forward: policy: rules must be an object: got null'],
    [{ keys: wrong('x-a') }, TypeError, 'forward: policy: keys must be a list: got string'],
    [{ keys: [wrong(1)] }, TypeError, 'forward: policy: keys must be strings: got number'],
    [
      { keys: ['Authorization'] },
      RangeError,
      'forward: policy: a credential must be listed under credentials: got "authorization" elsewhere',
    ],
    [
      { keys: ['x-a b'] },
      RangeError,
      'forward: policy: a key must consist of 0-9 a-z - _ . and may end with one *: got "x-a b"',
    ],
    [{ keys: ['*'] }, RangeError, /may end with one \*: got "\*"/],
    [{ keys: ['x-**'] }, RangeError, /may end with one \*: got "x-\*\*"/],
    [{ keys: [':authority'] }, RangeError, /got ":authority"/],
    [{ keys: [':*'] }, RangeError, /got ":\*"/],
    [{ keys: ['x-api-\u212Aey'] }, RangeError, /must consist of/],
    [{ keys: ['grpc-*'] }, RangeError, /that begins with "grpc-" must be named in full: got "grpc-\*"/],
    [{ keys: ['te'] }, RangeError, /one that may be forwarded: "te" belongs to gRPC itself/],
    [{ keys: ['connection'] }, RangeError, /"connection" belongs to one connection/],
    [{ keys: ['__proto__'] }, RangeError, /"__proto__"/],
    [{ credentials: ['x-token-*'] }, RangeError, /got "x-token-\*"/],
    [{ credentials: ['connection'] }, RangeError, /"connection" belongs to one connection/],
    [{ presets: [requestId({ key: 'cookie' })] }, RangeError, /got "cookie" elsewhere/],
    [{ presets: [requestId({ key: 'te' })] }, RangeError, /"te" belongs to gRPC itself/],
  ])('refuses %j', (rules, type, text) => {
    const make = () => policy(rules);
    expect(make).toThrow(type);
    expect(make).toThrow(text);
  });
});

describe('forward.policy().explain()', () => {
  const p = policy({
    keys: ['x-acme-*', 'x-tenant', 'gr*'],
    credentials: ['authorization', 'x-acme-token'],
    presets: [requestId({ make: () => 'SECRET' }), traceContext()],
  });

  it('tells for each key what becomes of it, and why', () => {
    const md = Pairs(
      ...['x-acme-a', 'SECRET', 'x-tenant', 'SECRET', 'x-tenant', 'SECRET\n', 'x-other', 'SECRET'],
      ...['authorization', 'SECRET', 'x-api-key', 'SECRET', 'x-acme-secret', 'SECRET'],
      ...['x-acme-token', 'SECRET', 'x-acme-token', 'SECRET', 'te', 'SECRET', 'connection', 'SECRET'],
      ...['host', 'SECRET', 'grpc-trace-bin', 'SECRET', 'traceparent', 'SECRET', 'x-acme-set', 'SECRET'],
    );
    const explained = p.explain(md, Pairs('x-acme-set', 'SECRET'));
    expect(
      explained.map(({ key, forwarded, reason }) => `${forwarded ? '+' : '-'} ${key} ${reason}`),
    ).toEqual([
      '+ x-acme-a begins with x-acme-',
      '+ x-tenant is listed; 1 of 2 values can be sent',
      '- x-other is not listed',
      '+ authorization is listed as a credential',
      '- x-api-key is a credential, and not listed as one',
      '- x-acme-secret is a credential, and not listed as one',
      '- x-acme-token is a credential that came with several values',
      '- te belongs to gRPC itself',
      '- connection belongs to one connection',
      '- host describes one message',
      '- grpc-trace-bin begins with "grpc-", and is not listed in full',
      '- traceparent is not taken by the preset trace context',
      '- x-acme-set has a value that the caller set',
      '+ x-request-id is made by the preset request id',
    ]);
    expect(inspect(explained)).not.toContain('SECRET');
  });

  it('agrees with what is forwarded', () => {
    const md = Pairs('x-acme-a', '1', 'x-other', '2', 'authorization', '3', 'x-request-id', '4');
    const told = p.explain(md).flatMap(({ key, forwarded }) => (forwarded ? [key] : []));
    expect(told).toEqual(Object.keys(forwarded(p, md)));
  });
});

describe('a preset', () => {
  it('is shown nothing but its keys, and forwards nothing else', () => {
    let seen: string[] = [];
    const nosy = {
      name: 'nosy',
      keys: ['x-own'],
      select: (incoming: MD) => {
        seen = [...incoming.keys()];
        return Pairs('x-own', 'v', 'x-other', 'w', 'authorization', 'x');
      },
    };
    const md = Pairs('authorization', 'a', 'x-own', 'b', 'x-other', 'c');
    expect(forwarded(policy({ presets: [nosy] }), md)).toEqual({ 'x-own': ['v'] });
    expect(seen).toEqual(['x-own']);
  });

  it('forwards its keys together, or none', () => {
    const md = Pairs('traceparent', `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`, 'tracestate', 'a=b');
    const p = policy({ presets: [traceContext()] });
    expect(forwarded(p, md, Pairs('traceparent', 'ours'))).toEqual({ traceparent: ['ours'] });
  });

  it('forwards no value that cannot be sent', () => {
    const p = policy({ presets: [requestId({ make: () => 'a\nb' })] });
    expect(forwarded(p, New())).toEqual({});
  });
});
