import { type DrainOptions, drain, type NiceGrpcServer } from '../../lib/lifecycle';
import { Timed } from './timed';

const failing = () => {
  throw new Error('no');
};
const rejecting = () => Promise.reject(new Error('no'));
const never = () => new Promise<never>(() => {});

/** A server that ends as `parts` say, and notes what it was asked for. */
function serverOf(parts: Partial<NiceGrpcServer> = {}): NiceGrpcServer & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    shutdown: () => {
      asked.push('shutdown');
      return parts.shutdown?.() ?? Promise.resolve();
    },
    forceShutdown: () => {
      asked.push('forceShutdown');
      parts.forceShutdown?.();
    },
  };
}

describe('drain() of a server of any kind', () => {
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
      warnings.push(String(warning));
    });
  });
  afterEach(() => jest.restoreAllMocks());

  it.each<[string, DrainOptions]>([
    ['health', { health: failing }],
    ['health', { health: rejecting }],
    ['exit', { exit: failing }],
    ['exit', { exit: rejecting }],
  ])('reports what %s throws, and goes on', async (what, options) => {
    const server = serverOf();
    expect(await drain(server, options).start()).toBe(0);
    expect(server.asked).toEqual(['shutdown']);
    await Promise.resolve();
    expect(warnings).toEqual([`lifecycle: drain: ${what} failed: Error: no`]);
  });

  it('waits for no promise of health', async () => {
    expect(await drain(serverOf(), { health: never }).start()).toBe(0);
  });

  it.each([
    ['throws', failing],
    ['rejects', rejecting],
  ])('goes on when shutdown %s', async (_, shutdown) => {
    expect(await drain(serverOf({ shutdown })).start()).toBe(0);
    expect(warnings).toEqual(['lifecycle: drain: shutdown failed: Error: no']);
  });

  it('forces all servers, though forceShutdown of one throws', async () => {
    const servers = [serverOf({ shutdown: never, forceShutdown: failing }), serverOf({ shutdown: never })];
    const timed = new Timed();
    const draining = timed.drain(servers, { grace: 10 });
    const done = draining.start();
    await timed.passes(10); // the grace
    await timed.passes(1000); // what a status has to go out
    expect(await done).toBe(1);
    expect(servers.map(({ asked }) => asked)).toEqual([
      ['shutdown', 'forceShutdown'],
      ['shutdown', 'forceShutdown'],
    ]);
  });

  it('is forced while the server is not serving, and while it stops', async () => {
    const timed = new Timed();
    const waiting = timed.drain(serverOf(), { notServingFor: 60_000, grace: 60_000 });
    void waiting.start();
    expect(await waiting.force()).toBe(1);
    const server = serverOf({ shutdown: never });
    const stopping = timed.drain(server, { grace: Number.POSITIVE_INFINITY });
    void stopping.start();
    expect(stopping.state).toBe('stopping');
    const done = stopping.force();
    await timed.passes(1000);
    expect(await done).toBe(1);
    expect(server.asked).toEqual(['shutdown', 'forceShutdown']);
  });

  it('takes its listeners off the process at the end, and on close()', async () => {
    const count = () => process.listenerCount('SIGTERM') + process.listenerCount('SIGINT');
    const before = count();
    const draining = drain(serverOf(), { signal: ['SIGTERM', 'SIGINT'], exit: false });
    const closed = drain(serverOf(), { signal: 'SIGTERM', exit: false });
    expect(count()).toBe(before + 3);
    closed.close();
    await draining.start();
    expect(count()).toBe(before);
  });
});

describe('drain() of what it cannot drain', () => {
  const server = serverOf();
  it.each<[unknown, unknown, string]>([
    [undefined, {}, 'TypeError: lifecycle: drain: server must be a server: got undefined'],
    [[], {}, 'TypeError: lifecycle: drain: server must be a server: got an empty list'],
    [[server, {}], {}, 'TypeError: lifecycle: drain: server must be a server: got object'],
    [server, null, 'TypeError: lifecycle: drain: options must be an object: got null'],
    [
      server,
      { signal: 'TERM' },
      'TypeError: lifecycle: drain: signal must be the name of a signal, or a list of such names: got string',
    ],
    [
      server,
      { health: 1 },
      'TypeError: lifecycle: drain: health must be a function or a health service: got number',
    ],
    [
      server,
      { grace: '1s' },
      'TypeError: lifecycle: drain: grace must be a number of milliseconds: got string',
    ],
    [server, { grace: Number.NaN }, 'RangeError: lifecycle: drain: grace must be 0 or more: got NaN'],
    [server, { notServingFor: -1 }, 'RangeError: lifecycle: drain: notServingFor must be 0 or more: got -1'],
    [server, { exit: true }, 'TypeError: lifecycle: drain: exit must be a function or false: got boolean'],
    [
      server,
      { gracePeriod: 1 },
      'TypeError: lifecycle: drain: options must be of signal, health, notServingFor, grace, exit: got gracePeriod',
    ],
  ])('%p, %p', (server, options, text) => {
    const before = process.listenerCount('SIGTERM');
    expect(() => Reflect.apply(drain, undefined, [server, options])).toThrow(
      expect.objectContaining({ message: text.replace(/^\w+: /, ''), name: text.split(':')[0] }),
    );
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
