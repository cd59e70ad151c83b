import type { CallCredentials, Channel } from '@grpc/grpc-js';
import type { ContextOptions } from '../../grpc';
import type { Observed } from '../../grpc/internal';
import { type Call, ClientCall, earlier } from '../../grpc-js/internal';

let starting: ContextOptions & Observed = {}; // while nice-grpc makes the call that they are for

/** Calls `f`, which may make a call on a channel of `contextChannel`: the call is then made with `options`. */
export function startWith<R>(options: ContextOptions & Observed, f: () => R): R {
  const before = starting;
  starting = options;
  try {
    return f();
  } finally {
    starting = before;
  }
}

/** Returns a channel like `channel` whose calls are made with a context: that of `startWith`, or the current one. */
export function contextChannel(channel: Channel): Channel {
  const createCall: Channel['createCall'] = (...args) => new ContextCall(starting, channel, args);
  return Object.create(channel, { createCall: { value: createCall } });
}

class ContextCall extends ClientCall {
  private readonly channel: Channel;
  private readonly args: Parameters<Channel['createCall']>;
  private credentials: CallCredentials | undefined; // until the call is made
  private made: ReturnType<Channel['createCall']> | undefined;

  constructor(options: ContextOptions & Observed, channel: Channel, args: Parameters<Channel['createCall']>) {
    super(options);
    this.channel = channel;
    this.args = args;
  }

  protected override open(expires: number): Call {
    const [method, deadline, ...rest] = this.args;
    const call = this.channel.createCall(method, earlier(deadline, expires), ...rest);
    if (this.credentials !== undefined) call.setCredentials(this.credentials);
    this.made = call;
    return call;
  }

  setCredentials(credentials: CallCredentials): void {
    this.credentials = credentials;
  }

  getCallNumber(): number {
    return this.made?.getCallNumber() ?? 0;
  }
}
