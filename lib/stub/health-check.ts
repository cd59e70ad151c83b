import {
  Client,
  type ClientReadableStream,
  connectivityState,
  credentials,
  experimental,
  status,
} from '@grpc/grpc-js';
import { background, run } from '../context';
import { healthCheckedPolicy } from './service-config';

type Helper = experimental.ChannelControlHelper;
type Subchannel = experimental.SubchannelInterface;
type Listener = experimental.ConnectivityStateListener;

/** Registers with grpc-js the policy that checks the health of servers, by `grpc.health.v1.Health/Watch`. */
export function registerHealthCheck(): void {
  if (experimental.isLoadBalancerNameRegistered(healthCheckedPolicy)) return;
  experimental.registerLoadBalancerType(healthCheckedPolicy, HealthCheckedBalancer, HealthCheckedConfig);
}

class HealthCheckedConfig implements experimental.TypedLoadBalancingConfig {
  constructor(
    readonly serviceName: string,
    readonly child: experimental.TypedLoadBalancingConfig,
  ) {}

  getLoadBalancerName(): string {
    return healthCheckedPolicy;
  }

  toJsonObject(): object {
    const childPolicy = [this.child.toJsonObject()];
    return { [healthCheckedPolicy]: { serviceName: this.serviceName, childPolicy } };
  }

  static createFromJson({ serviceName, childPolicy }: { serviceName: string; childPolicy: object[] }) {
    const child = experimental.selectLbConfigFromList(
      childPolicy.map((one) => ({ ...one })),
      true,
    );
    if (child === null) throw new Error('no policy that is known');
    return new HealthCheckedConfig(serviceName, child);
  }
}

/** The policy inside, for which a server that is not `SERVING` is unhealthy. */
class HealthCheckedBalancer implements experimental.LoadBalancer {
  private readonly child: experimental.ChildLoadBalancerHandler;
  private serviceName = '';

  constructor(helper: Helper) {
    this.child = new experimental.ChildLoadBalancerHandler(
      experimental.createChildChannelControlHelper(helper, {
        createSubchannel: (address, args) =>
          new HealthCheckedSubchannel(helper.createSubchannel(address, args), this.serviceName),
        updateState: (state, picker, message) => helper.updateState(state, unwrapping(picker), message),
      }),
    );
  }

  updateAddressList(
    endpoints: Parameters<experimental.LoadBalancer['updateAddressList']>[0],
    config: experimental.TypedLoadBalancingConfig,
    options: Parameters<experimental.LoadBalancer['updateAddressList']>[2],
    note: string,
  ): boolean {
    if (!(config instanceof HealthCheckedConfig)) return false;
    this.serviceName = config.serviceName;
    return this.child.updateAddressList(endpoints, config.child, options, note);
  }

  exitIdle(): void {
    this.child.exitIdle();
  }

  resetBackoff(): void {
    this.child.resetBackoff();
  }

  destroy(): void {
    this.child.destroy();
  }

  getTypeName(): string {
    return healthCheckedPolicy;
  }
}

/** Returns a picker like `picker`: grpc-js needs its own subchannel. */
function unwrapping(picker: experimental.Picker): experimental.Picker {
  return {
    pick(args) {
      const picked = picker.pick(args);
      const { subchannel } = picked;
      return subchannel instanceof HealthCheckedSubchannel
        ? { ...picked, subchannel: subchannel.wrapped }
        : picked;
    },
  };
}

/** A connection that is `CONNECTING` until its server has reported its health, and unhealthy while that is not `SERVING`. */
class HealthCheckedSubchannel extends experimental.BaseSubchannelWrapper {
  private readonly listeners = new Set<Listener>();
  private state: connectivityState;
  private call: ClientReadableStream<boolean> | undefined;
  private attempts = 0;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    readonly wrapped: Subchannel,
    private readonly serviceName: string,
  ) {
    super(wrapped);
    this.state = shown(wrapped.getConnectivityState());
    if (wrapped.getConnectivityState() === connectivityState.READY) this.watch();
    wrapped.addConnectivityStateListener(this.follow);
  }

  override getConnectivityState(): connectivityState {
    return this.state;
  }

  override addConnectivityStateListener(listener: Listener): void {
    this.listeners.add(listener);
  }

  override removeConnectivityStateListener(listener: Listener): void {
    this.listeners.delete(listener);
  }

  protected override destroy(): void {
    super.destroy();
    this.wrapped.removeConnectivityStateListener(this.follow);
    this.stop();
  }

  private readonly follow: Listener = (_, __, state, keepaliveTime, message) => {
    if (state === connectivityState.READY) this.watch();
    else this.stop();
    this.become(shown(state), keepaliveTime, message);
  };

  private become(state: connectivityState, keepaliveTime = -1, message?: string): void {
    const before = this.state;
    this.state = state;
    if (before === state) return;
    for (const listener of [...this.listeners]) listener(this, before, state, keepaliveTime, message);
  }

  private tell(isHealthy: boolean): void {
    this.setHealthy(isHealthy);
    this.become(connectivityState.READY);
  }

  private watch(): void {
    this.stop();
    const call = run(background(), () => watchHealth(this.wrapped, this.serviceName));
    this.call = call;
    call.on('data', (isServing: boolean) => {
      this.attempts = 0;
      if (call === this.call) this.tell(isServing);
    });
    call.on('error', (error: Error & { code?: status }) => {
      if (call !== this.call) return;
      // A server that has no such service counts as healthy, as in Go.
      this.tell(error.code === status.UNIMPLEMENTED);
      if (error.code !== status.UNIMPLEMENTED) this.again();
    });
  }

  private again(): void {
    const ms = Math.min(1000 * 1.6 ** this.attempts++, 120_000);
    this.retry = setTimeout(() => this.watch(), ms).unref();
  }

  private stop(): void {
    clearTimeout(this.retry);
    const { call } = this;
    this.call = undefined;
    call?.cancel();
  }
}

function shown(state: connectivityState): connectivityState {
  return state === connectivityState.READY ? connectivityState.CONNECTING : state;
}

/** Calls `Watch` on one connection: each message says whether the service is `SERVING`. */
function watchHealth(subchannel: Subchannel, serviceName: string): ClientReadableStream<boolean> {
  const channelOverride = subchannel.getChannel();
  const client = new Client('health', credentials.createInsecure(), { channelOverride });
  const name = Buffer.from(serviceName);
  const request =
    name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  return client.makeServerStreamRequest(
    '/grpc.health.v1.Health/Watch',
    (bytes: Buffer) => bytes,
    (bytes) => bytes[0] === 0x08 && bytes[1] === serving,
    request,
  );
}

const serving = 1; // HealthCheckResponse.SERVING

function varint(n: number): number[] {
  return n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...varint(n >> 7)];
}
