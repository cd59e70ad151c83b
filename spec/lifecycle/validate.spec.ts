import { mustBeDrainable } from '../../lib/lifecycle/validate';

describe('lifecycle.mustBeDrainable()', () => {
  const server = { shutdown: async () => {}, forceShutdown: () => {} };

  it('takes servers and options', () => {
    mustBeDrainable([server], {
      signal: ['SIGTERM'],
      grace: Number.POSITIVE_INFINITY,
      exit: false,
      health: () => {},
    });
    mustBeDrainable([server], { signal: undefined });
  });

  it.each<[unknown[], object, string]>([
    [[], {}, 'server must be a server: got an empty list'],
    [[{}], {}, 'server must be a server: got object'],
    [[server], { graze: 5 }, 'options must be of signal, health, notServingFor, grace, exit: got graze'],
    [
      [server],
      { signal: 'SIGNONE' },
      'signal must be the name of a signal, or a list of such names: got string',
    ],
    [[server], { signal: ['SIGTERM', 'SIGKILL'] }, 'signal must be one that a process can hear: got SIGKILL'],
    [[server], { grace: '5' }, 'grace must be a number of milliseconds: got string'],
    [[server], { exit: true }, 'exit must be a function or false: got boolean'],
  ])('refuses %p with %p', (servers, options, text) => {
    expect(() => mustBeDrainable(servers, options)).toThrow(new TypeError(`lifecycle: drain: ${text}`));
  });

  it.each([-1, Number.NaN])('refuses a time of %p', (grace) => {
    expect(() => mustBeDrainable([server], { grace })).toThrow(
      new RangeError(`lifecycle: drain: grace must be 0 or more: got ${grace}`),
    );
  });
});
