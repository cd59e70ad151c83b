import { Server } from '@grpc/grpc-js';
import { background } from '../../lib/context';
import { clientInterceptor, intercept, serverInterceptor } from '../../lib/grpc-js';
import { auth } from '../../lib/interceptors';
import { createClientFactory, createServer } from '../../lib/nice-grpc';
import { register } from '../../lib/stub';
import { Echo } from '../support/echo';
import { thrownBy, wrong } from '../support/wrong';

const guard = auth((ctx) => ctx);
const grpcInterceptor = wrong<never>((_definition: unknown, call: unknown) => call);

class Misspelt {
  get unaryInterceptor() {
    return guard.unary;
  }
}

describe('createServer()', () => {
  it.each<[string, unknown, string]>([
    ['an interceptor pair', guard, 'got unary'],
    ['a list', [guard], 'options must be an object of options: got Array'],
    ['a function', guard.unary, 'options must be an object of options: got function'],
    ['null', null, 'options must be an object of options: got null'],
    ['a context', background(), 'options must be an object of options: got Context'],
    ['a misspelling', { unaryInterceptor: guard.unary }, 'got unaryInterceptor'],
    ['another', { streamInterceptor: [guard.stream] }, 'got streamInterceptor'],
    ['an unknown name', { middleware: [] }, 'got middleware'],
    [
      'no list',
      { unaryInterceptors: guard.unary },
      'unaryInterceptors must be a list of interceptors: got function',
    ],
    [
      'null for a list',
      { streamInterceptors: null },
      'streamInterceptors must be a list of interceptors: got null',
    ],
    [
      'a list of pairs',
      { streamInterceptors: [guard] },
      'streamInterceptors must be a list of functions: got object',
    ],
    ['Go among grpc-js', { interceptors: [guard.unary] }, 'interceptors must hold interceptors of grpc-js'],
    [
      'no list for grpc-js',
      { interceptors: guard },
      'interceptors must be a list of interceptors of grpc-js',
    ],
    [
      'an object for grpc-js',
      { interceptors: [guard] },
      'interceptors must be a list of functions: got object',
    ],
    [
      'a limit of text',
      { streamResetBurst: '9' },
      'streamResetBurst must be a whole number above 0: got string',
    ],
    ['a limit of nothing', { streamResetRate: 0 }, 'streamResetRate must be a whole number above 0: got 0'],
    [
      'a limit that Node throws for when the first client connects',
      { 'grpc.max_concurrent_streams': Number.POSITIVE_INFINITY },
      'grpc.max_concurrent_streams must be a whole number from 0 to 4294967295: got Infinity',
    ],
    ['a getter that is misspelt', new Misspelt(), 'got unaryInterceptor'],
    ['a name that is inherited', Object.create({ streamInterceptor: guard.stream }), 'got streamInterceptor'],
    [
      'what serverInterceptor() returns in place of Go',
      { unaryInterceptors: [serverInterceptor()] },
      "unaryInterceptors must be interceptors of Go's shape: got what serverInterceptor() returns",
    ],
    [
      'what clientInterceptor() returns',
      { interceptors: [clientInterceptor()] },
      'interceptors must be those of a server: got what clientInterceptor() returns',
    ],
  ])('refuses %s', (_what, options, text) => {
    const refusal = thrownBy(() => createServer(wrong(options)));
    expect(refusal).toBeInstanceOf(TypeError);
    expect(String(refusal)).toContain('nice-grpc: createServer: ');
    expect(String(refusal)).toContain(text);
  });

  it.each<[string, (...args: never[]) => unknown]>([
    ['nice-grpc: createServer', createServer],
    ['nice-grpc: createClientFactory', createClientFactory],
    ['grpc-js: clientInterceptor', clientInterceptor],
  ])('%s() refuses a second argument, which would be an open door', (where, make) => {
    const refusal = thrownBy(() => make(wrong({}), wrong({ unaryInterceptors: [guard.unary] })));
    expect(refusal).toEqual(
      new TypeError(`${where}: there must be one argument, which has all options: got 2`),
    );
  });

  it('takes names with a dot, symbols, and its own', () => {
    const options = {
      'grpc.max_receive_message_length': 10,
      'custom.option': {},
      [Symbol('mine')]: 1,
      interceptors: [grpcInterceptor],
      unaryInterceptors: [guard.unary],
      streamInterceptors: undefined,
      streamResetBurst: 5000,
    };
    expect(() => createServer(options)).not.toThrow();
    expect(() => createServer()).not.toThrow();
  });

  it('does not compile with what it refuses', () => {
    const uncalled = () => {
      // @ts-expect-error: a pair has no list
      createServer(guard);
      // @ts-expect-error: a list is no options
      createServer([guard]);
      // @ts-expect-error: a function is no options
      createServer(guard.unary);
      // @ts-expect-error: a misspelling
      createServer({ unaryInterceptor: guard.unary });
      // @ts-expect-error: a misspelling beside what is right
      createServer({ unaryInterceptors: [guard.unary], streamInterceptor: [guard.stream] });
      const options = { unaryInterceptor: guard.unary, 'grpc.max_concurrent_streams': 5 };
      // @ts-expect-error: a misspelling in a variable
      createServer(options);
      // @ts-expect-error: one that is spread
      createServer({ ...options, unaryInterceptors: [guard.unary] });
      // @ts-expect-error: one of Go's shape among those of grpc-js
      createServer({ interceptors: [guard.unary] });
      // @ts-expect-error: no list
      createServer({ unaryInterceptors: guard.unary });
      // @ts-expect-error: a context is no options
      createServer(background());
    };
    expect(typeof uncalled).toBe('function');
  });
});

describe('serverInterceptor()', () => {
  it.each<[string, unknown, string]>([
    ['a list', [], 'options must be an object: got Array'],
    ['null', null, 'options must be an object: got null'],
    ['an unknown name', { unaryInterceptors: [] }, 'an option must be streamResetBurst or streamResetRate'],
    [
      'a limit of text',
      { streamResetRate: '1' },
      'streamResetRate must be a whole number above 0: got string',
    ],
  ])('refuses %s', (_what, options, text) => {
    const refusal = thrownBy(() => serverInterceptor(wrong(options)));
    expect(refusal).toBeInstanceOf(TypeError);
    expect(String(refusal)).toContain(`grpc-js: serverInterceptor: ${text}`);
  });
});

describe('intercept()', () => {
  it.each<[string, unknown, string]>([
    ['a list', [guard], 'interceptors must be an object of lists: got Array'],
    ['nothing', undefined, 'interceptors must be an object of lists: got undefined'],
    [
      'no list',
      { unaryInterceptors: guard.unary },
      'unaryInterceptors must be a list of interceptors: got function',
    ],
    ['a misspelling', { unaryInterceptor: [guard.unary] }, 'got unaryInterceptor'],
    ['a pair', guard, 'got unary'],
  ])('refuses %s', (_what, interceptors, text) => {
    const refusal = thrownBy(() => intercept(Echo, {}, wrong(interceptors)));
    expect(refusal).toBeInstanceOf(TypeError);
    expect(String(refusal)).toContain(`grpc-js: intercept: `);
    expect(String(refusal)).toContain(text);
  });

  it('refuses what is no definition, and no implementation', () => {
    expect(thrownBy(() => intercept(wrong(5), {}, {}))).toBeInstanceOf(TypeError);
    expect(thrownBy(() => intercept(Echo, wrong(null), {}))).toBeInstanceOf(TypeError);
  });
});

describe('register()', () => {
  const handlers = wrong<never>({ unary() {}, serverStream() {}, clientStream() {}, bidi() {} });

  it.each<[string, unknown, unknown, unknown, string]>([
    ['no server', {}, Echo, handlers, 'server must be one of newServer, grpc-js or nice-grpc: got object'],
    ['null', null, Echo, handlers, 'server must be one of newServer, grpc-js or nice-grpc: got null'],
    ['no definition', new Server(), 5, handlers, 'definition must be a service'],
    ['no handlers', new Server(), Echo, null, 'handlers must be an object of handlers: got null'],
    [
      'a missing handler',
      new Server(),
      Echo,
      { unary() {} },
      'handler serverStream must be a function: got undefined',
    ],
  ])('refuses %s', (_what, server, definition, given, text) => {
    const refusal = thrownBy(() => register(wrong(server), wrong<typeof Echo>(definition), wrong(given)));
    expect(refusal).toBeInstanceOf(TypeError);
    expect(String(refusal)).toContain(`stub: register: `);
    expect(String(refusal)).toContain(text);
  });
});

describe('add()', () => {
  it('refuses a missing handler, and what is no implementation or definition', () => {
    const server = createServer();
    const texts = [
      thrownBy(() => server.add(Echo, wrong({ unary() {} }))),
      thrownBy(() => server.add(Echo, wrong(null))),
      thrownBy(() => server.add(wrong<typeof Echo>({}), wrong(5))),
    ].map(String);
    expect(texts).toEqual([
      'TypeError: nice-grpc: add: handler serverStream must be a function: got undefined',
      'TypeError: nice-grpc: add: implementation must be an object of handlers: got null',
      'TypeError: nice-grpc: add: implementation must be an object of handlers: got number',
    ]);
  });
});
