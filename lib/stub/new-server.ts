import {
  addAdminServicesToServer,
  Server as GrpcServer,
  type ServiceDefinition as GrpcServiceDefinition,
  ServerCredentials,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { holdsOptions, wrongType } from '../context/internal';
import { type Abortable, attachCalls, methodsOf, runningCallsOf } from '../grpc/internal';
import { intercept, serverInterceptor } from '../grpc-js';
import { type HandledService, registerService, setSessionPolicy } from '../grpc-js/internal';
import { ServerOption, type ServerSettings } from './server-option';
import { mustBeText } from './validate';

/** A server for services in the shape that Go generates. Ports grpc-go's `grpc.Server`. */
export class Server {
  private readonly server: GrpcServer;
  private readonly settings: ServerSettings;
  private readonly calls: Abortable | undefined;
  private isServing = false;

  /** @internal */
  constructor(settings: ServerSettings) {
    const interceptor = serverInterceptor();
    this.settings = settings;
    this.calls = runningCallsOf(interceptor);
    this.server = new GrpcServer({ ...settings.grpc, interceptors: [interceptor] });
    if (Object.keys(settings.sessions).length > 0 && !setSessionPolicy(this.server, settings.sessions))
      process.emitWarning('stub: newServer: this version of grpc-js takes no policy of pings and no windows');
    attachCalls(this, this.calls);
  }

  /** @internal */
  registerService(service: HandledService): void {
    if (this.isServing)
      throw new Error('stub: register: a server gets its services before it serves: got one later');
    registerService(this.server, service, this.settings);
  }

  /** @internal */
  registerAdmin(): void {
    addAdminServicesToServer(this.server);
  }

  /**
   * Adds a service in the shape that grpc-js has them, as `HealthImplementation.addToServer(server)` of grpc-health-check and
   * `ReflectionService.addToServer(server)` of @grpc/reflection do. The interceptors of the server stand before it.
   *
   * @throws TypeError if an argument is not what it must be.
   */
  addService(definition: GrpcServiceDefinition, implementation: UntypedServiceImplementation): void {
    if (this.isServing)
      throw new Error('stub: addService: a server gets its services before it serves: got one later');
    methodsOf('stub: addService', definition);
    if (!holdsOptions(implementation))
      throw wrongType('stub: addService: implementation', 'an object of handlers', implementation);
    const { unaryInterceptors, streamInterceptors } = this.settings;
    const interceptors = { unaryInterceptors, streamInterceptors };
    this.server.addService(definition, intercept(definition, implementation, interceptors));
  }

  /**
   * Accepts connections on `address`, `host:port`, and returns the port: the one that was chosen, if it was 0. Later calls
   * add addresses.
   *
   * Ports `Server.Serve`, which in Go takes a listener and returns when the server stops.
   *
   * @throws TypeError if `address` is not a string.
   */
  serve(address: string): Promise<number> {
    mustBeText('stub: serve: address', address);
    this.isServing = true;
    const credentials = this.settings.credentials ?? ServerCredentials.createInsecure();
    const bound = address.startsWith(':') ? `[::]${address}` : address; // all addresses of the machine, as in Go
    return new Promise((resolve, reject) => {
      this.server.bindAsync(bound, credentials, (error, port) => (error ? reject(error) : resolve(port)));
    });
  }

  /** Accepts no more connections and calls, and settles when those that run have ended. Ports `Server.GracefulStop`. */
  gracefulStop(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.tryShutdown((error) => (error ? reject(error) : resolve()));
    });
  }

  /** Ends all calls, whose clients get `UNAVAILABLE`, and all connections. Ports `Server.Stop`. */
  stop(): void {
    this.calls?.abort(new ServerError(Status.UNAVAILABLE, 'the server is stopping'));
    setImmediate(() => this.server.forceShutdown()); // once the statuses are on their way
  }

  /** The same as `gracefulStop`, for `mdctx/lifecycle`. */
  shutdown(): Promise<void> {
    return this.gracefulStop();
  }

  /** The same as `stop`, for `mdctx/lifecycle`. */
  forceShutdown(): void {
    this.stop();
  }
}

/**
 * Adds the admin services to `server`: channelz, and what `@grpc/grpc-js-xds` has registered. They show each connection of
 * the server to everybody that can reach it: have it listen where only you can.
 *
 * Ports grpc-go's `admin.Register`.
 *
 * @throws TypeError if `server` is not one of `newServer`.
 */
export function registerAdmin(server: Server): void {
  if (!isServer(server)) {
    throw wrongType('stub: registerAdmin: server', 'one of newServer', server);
  }
  server.registerAdmin();
}

/** Reports it by the method, as it may be of another copy of this library. */
function isServer(x: unknown): x is Server {
  return typeof x === 'object' && x !== null && 'registerAdmin' in x && typeof x.registerAdmin === 'function';
}

/**
 * Returns a server: `const s = newServer(ChainUnaryInterceptor(log)); register(s, Greeter, new Greeting()); await s.serve(':8080')`.
 *
 * Ports grpc-go's `grpc.NewServer`.
 *
 * @throws TypeError if an option is not one.
 */
export function newServer(...options: readonly ServerOption[]): Server {
  const settings: ServerSettings = {
    baseUnary: undefined,
    baseStream: undefined,
    unaryInterceptors: [],
    streamInterceptors: [],
    grpc: {},
    credentials: undefined,
    sessions: {},
  };
  for (const option of options) {
    if (!(option instanceof ServerOption)) {
      throw wrongType('stub: newServer: an option', 'a ServerOption', option);
    }
    option.apply(settings);
  }
  const { baseUnary, baseStream } = settings;
  if (baseUnary !== undefined) settings.unaryInterceptors.unshift(baseUnary);
  if (baseStream !== undefined) settings.streamInterceptors.unshift(baseStream);
  return new Server(settings);
}
