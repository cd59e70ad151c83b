import { credentials } from '@grpc/grpc-js';
import { background } from '../../lib/context';
import { createChannel } from '../../lib/nice-grpc';
import { newClient } from '../../lib/stub';
import { Echo } from '../support/echo';
import { thrownBy, wrong } from '../support/wrong';

// grpc-js takes any option of a channel without a word, so that one that is misspelt, or given to the wrong function, has no effect.

const insecure = credentials.createInsecure();
const makers = {
  'nice-grpc: createChannel': (options: unknown) => createChannel('127.0.0.1:1', insecure, wrong(options)),
  'stub: newClient': (options: unknown) =>
    newClient(Echo, '127.0.0.1:1', { credentials: insecure, channelOptions: wrong(options) }),
};

describe.each(Object.entries(makers))('%s', (where, make) => {
  it.each([
    'interceptors',
    'unaryInterceptors',
    'unaryInterceptor',
    'streamInterceptors',
    'maxReceiveMessageLength',
    'credentials',
    'context',
    'headers',
    'deadline',
  ])('refuses the option %s', (name) => {
    const error = thrownBy(() => make({ [name]: [] }));
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(
      `${where}: an option of a channel must have a dot in its name: got ${name}`,
    );
  });

  it.each([
    ['a list', [], 'Array'],
    ['a context', background(), 'Context'],
    ['a string', 'grpc.x', 'string'],
    ['null', null, 'null'],
  ])('refuses %s in place of options', (_, options, got) => {
    expect(thrownBy(() => make(options))).toEqual(
      new TypeError(`${where}: options must be an object of options of a channel: got ${got}`),
    );
  });

  it('takes the options that grpc-js has, of whatever name after the dot', () => {
    const made = make({
      'grpc.max_receive_message_length': 1,
      'grpc-node.flow_control_window': 65535,
      'x.y': 1,
    });
    expect(made).toBeDefined();
  });
});

describe('the arguments of what makes a channel', () => {
  it.each([
    [() => createChannel(wrong(5)), 'nice-grpc: createChannel: address must be a string: got number'],
    [
      () => createChannel('a:1', wrong({})),
      'nice-grpc: createChannel: credentials must be ChannelCredentials: got object',
    ],
    [
      () => newClient(Echo, 'a:1', { credentials: wrong({}) }),
      'stub: newClient: credentials must be ChannelCredentials: got object',
    ],
    [
      () => newClient(Echo, 'a:1', { credentials: insecure, defaultCallOptions: wrong([{}]) }),
      'stub: newClient: defaultCallOptions must be a list of what functions such as Header return: got object',
    ],
    [
      () => newClient(Echo, 'a:1', { credentials: insecure, unaryInterceptors: wrong('ab') }),
      'stub: newClient: unaryInterceptors must be a list of interceptors: got string',
    ],
  ])('are looked at, case %#', (make, text) => {
    expect(thrownBy(make)).toEqual(new TypeError(text));
  });
});
