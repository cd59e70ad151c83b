import type { Server, Socket } from 'node:net';
import type { ServerError } from 'nice-grpc-common';
import { runningCallsOf } from '../grpc/internal';

/** A server of `node:http`, `node:https` or `node:http2`. */
export type NodeServer = Server;

/** What a connection of HTTP/2 is ended by. */
interface Session {
  close(): void;
  destroy(): void;
  once(event: 'close', listener: () => void): unknown;
}

/** Reports whether `x` is a server of Node. */
export function isNodeServer(x: object): x is NodeServer {
  return 'close' in x && 'listening' in x && 'getConnections' in x;
}

/** Ends a server of Node. It gets to know the connections that are made from now on. */
export class NodeStopper {
  private readonly server: NodeServer;
  private readonly sockets = new Set<Socket>();
  private readonly sessions = new Set<Session>();
  private stopping = false;

  constructor(server: NodeServer) {
    this.server = server;
    for (const event of ['connection', 'secureConnection']) {
      server.on(event, (socket: Socket) => keep(this.sockets, socket));
    }
    server.on('session', (session: Session) => {
      keep(this.sessions, session);
      if (this.stopping) session.close();
    });
    server.on('request', (_request: unknown, response: { once(event: 'close', f: () => void): unknown }) => {
      response.once('close', () => this.closeIdle());
    });
  }

  stop(): Promise<void> {
    this.stopping = true;
    for (const session of this.sessions) session.close();
    return new Promise((resolve, reject) => {
      this.server.close((error) => (error && this.server.listening ? reject(error) : resolve()));
      this.closeIdle();
    });
  }

  abort(status: ServerError, which?: (method: string) => boolean): void {
    runningCallsOf(this.server)?.abort(status, which);
  }

  force(): void {
    for (const session of this.sessions) session.destroy();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Closes the connections of HTTP/1 that wait for a further request; those of HTTP/2 close by themselves. */
  private closeIdle(): void {
    const { server } = this;
    if (!this.stopping || !('closeIdleConnections' in server)) return;
    if (typeof server.closeIdleConnections === 'function') server.closeIdleConnections();
  }
}

function keep<T extends { once(event: 'close', listener: () => void): unknown }>(set: Set<T>, one: T): void {
  set.add(one);
  one.once('close', () => set.delete(one));
}
