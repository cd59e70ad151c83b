import { Channel, type ChannelOptions, type connectivityState } from '@grpc/grpc-js';
import { background, type Context, race, run } from '../context';
import { contextOf, wrongType } from '../context/internal';
import type { CallOption, ClientConn as InterceptedConn } from '../grpc';
import type { CallFactory, OutgoingCall } from '../grpc/internal';
import { channelCalls, compressorOf, insideOf } from '../grpc-js/internal';
import { type DialOption, joinOptions, type NewClientOptions, validateDial } from './dial-option';
import { setResolvers } from './resolver';
import { mustBeText } from './validate';

/** grpc-js's numbers for what compresses, in the options of a channel. */
const algorithms = new Map([
  ['identity', 0],
  ['deflate', 1],
  ['gzip', 2],
]);

/**
 * The connections to a target, which any number of clients use: `newClient(GreeterDefinition, conn)`.
 *
 * Ports grpc-go's `grpc.ClientConn`.
 */
export class ClientConn implements InterceptedConn, Disposable {
  /** @internal */
  readonly options: NewClientOptions;
  /** @internal */
  readonly calls: CallFactory;
  private readonly channel: Channel;
  private readonly compressing = new Map<string, { channel: Channel; calls: CallFactory }>();
  private isClosed = false;

  /** @internal */
  constructor(channel: Channel, options: NewClientOptions) {
    this.channel = channel;
    this.options = options;
    const calls = channelCalls(channel);
    this.calls = {
      target: calls.target,
      isSecure: calls.isSecure,
      takesCredentials: calls.takesCredentials,
      newTransport: (call) => (this.#compressed(call) ?? calls).newTransport(call),
    };
  }

  /** Returns the target that it was made for. */
  target(): string {
    return this.channel.getTarget();
  }

  /** Reports whether its connections are secure. */
  isSecure(): boolean | undefined {
    return this.calls.isSecure();
  }

  /** Returns the state of the connections. Ports `ClientConn.GetState`. */
  getState(): connectivityState {
    return this.channel.getConnectivityState(false);
  }

  /** Has it connect, as a call would. Ports `ClientConn.Connect`. */
  connect(): void {
    run(background(), () => this.channel.getConnectivityState(true));
  }

  /**
   * Returns once the state is another than `state`: `true`, or `false` when `ctx` ends before that.
   *
   * Ports `ClientConn.WaitForStateChange`.
   *
   * @throws TypeError if `ctx` is not a context, or `state` not a state.
   */
  async waitForStateChange(ctx: Context | undefined, state: connectivityState): Promise<boolean> {
    const within = contextOf('stub: waitForStateChange', ctx);
    if (typeof state !== 'number')
      throw wrongType('stub: waitForStateChange: state', 'a connectivityState', state);
    const changed = new Promise<boolean>((resolve) => {
      const { deadline = Number.POSITIVE_INFINITY } = within;
      run(background(), () =>
        this.channel.watchConnectivityState(state, deadline, (error) => resolve(error === undefined)),
      );
    });
    return race(within, changed).catch(() => false);
  }

  /** Closes the connections, and ends the calls on them. Ports `ClientConn.Close`. */
  close(): void {
    this.isClosed = true;
    this.channel.close();
    for (const { channel } of this.compressing.values()) channel.close();
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Returns the factory of calls that are compressed in another way than the channel does: grpc-js compresses by channel.
   */
  #compressed({ opts }: OutgoingCall): CallFactory | undefined {
    const name = opts.reduce<string | undefined>(
      (name, option) => (option.kind === 'compressor' ? option.name : name),
      undefined,
    );
    const { credentials, channelOptions } = this.options;
    if (name === undefined || name === 'identity' || name === compressorOf(insideOf(this.channel)))
      return undefined;
    if (credentials === undefined || this.isClosed) return undefined; // the caller's own channel
    let found = this.compressing.get(name);
    if (found === undefined) {
      const options = { ...channelOptions, 'grpc.default_compression_algorithm': algorithms.get(name) ?? 0 };
      const channel = run(background(), () => new Channel(this.target(), credentials, options));
      found = { channel, calls: channelCalls(channel) };
      this.compressing.set(name, found);
    }
    return found.calls;
  }
}

/**
 * Returns the connections to `target`, which are made when a call needs one:
 * `using conn = newClientConn('localhost:50051', withTransportCredentials(credentials.createInsecure()))`.
 *
 * Ports grpc-go's `grpc.NewClient`.
 *
 * @throws TypeError if an option is unknown, there are no transport credentials, or the target needs others.
 */
export function newClientConn(target: string, ...options: ReadonlyArray<DialOption | undefined>): ClientConn {
  return dial('newClientConn', target, joinOptions('newClientConn', options));
}

/** Returns the limits of a channel whose calls have these: grpc-js asks the channel first. */
function sizesOf(defaults: readonly CallOption[] = []): ChannelOptions {
  const options: ChannelOptions = {};
  for (const option of defaults) {
    if (option.kind === 'maxRecvMsgSize') options['grpc.max_receive_message_length'] = option.bytes;
    else if (option.kind === 'maxSendMsgSize') options['grpc.max_send_message_length'] = option.bytes;
  }
  return options;
}

/** Makes a channel, outside of any context: it keeps nothing of the one in which it is made. */
export function dial(where: string, target: string, options: NewClientOptions): ClientConn {
  mustBeText(`stub: ${where}: target`, target);
  const credentials = validateDial(where, options);
  const own = { ...sizesOf(options.defaultCallOptions), ...options.channelOptions };
  const channelOptions = setResolvers(target, own, options.resolvers ?? []);
  const channel = run(background(), () => new Channel(target, credentials, channelOptions));
  return new ClientConn(channel, { ...options, channelOptions });
}
