import type { ServerError } from 'nice-grpc-common';
import { type Abortable, runningCallsOf } from '../grpc/internal';
import { isNodeServer, type NodeServer, NodeStopper } from './node-server';

/** What `drain` needs of a server of grpc-js. */
export interface GrpcJsServer {
  tryShutdown(callback: (error?: Error) => void): void;
  forceShutdown(): void;
}

/** What `drain` needs of a server of nice-grpc, and of any other. */
export interface NiceGrpcServer {
  /** Accepts no more connections and calls. It is done when those that run have ended. */
  shutdown(): Promise<void>;
  /** Cuts off what still runs. */
  forceShutdown(): void;
}

/** A server that `drain` can end; `NodeServer` is what Connect and other HTTP handlers run on. */
export type DrainableServer = GrpcJsServer | NiceGrpcServer | NodeServer;

/** How one server is ended. */
export interface Stopper {
  /** Accepts no more connections and calls. It is done when those that run have ended. */
  stop(): Promise<void>;
  /** Ends the calls that have contexts with `status`, or those alone whose method `which` accepts. */
  abort(status: ServerError, which?: (method: string) => boolean): void;
  /** Cuts off what still runs. */
  force(): void;
}

/** Reports whether `x` is a server that `drain` can end. */
export function isServer(x: unknown): x is DrainableServer {
  if (typeof x !== 'object' || x === null) return false;
  return isNodeServer(x) || ('forceShutdown' in x && ('tryShutdown' in x || 'shutdown' in x));
}

/** Returns how `server` is ended. */
export function stopperOf(server: DrainableServer): Stopper {
  if (isNodeServer(server)) return new NodeStopper(server);
  return {
    stop: () => ('tryShutdown' in server ? tryShutdown(server) : server.shutdown()),
    abort: (status, which) => {
      for (const calls of callsOf(server)) calls.abort(status, which);
    },
    force: () => server.forceShutdown(),
  };
}

function tryShutdown(server: GrpcJsServer): Promise<void> {
  return new Promise((resolve, reject) => {
    server.tryShutdown((error) => (error ? reject(error) : resolve()));
  });
}

/** Returns the calls of `server`: our own server has them, and for one of grpc-js its interceptors do. */
function callsOf(server: object): Abortable[] {
  const interceptors: unknown = 'interceptors' in server ? server.interceptors : undefined; // a private field of grpc-js
  const owners: unknown[] = [server, ...(Array.isArray(interceptors) ? interceptors : [])];
  return owners.flatMap((owner) => {
    const calls =
      typeof owner === 'function' || (typeof owner === 'object' && owner !== null)
        ? runningCallsOf(owner)
        : undefined;
    return calls ?? [];
  });
}
