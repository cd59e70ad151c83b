import type { Context } from '../../lib/context';
import { MD } from '../../lib/metadata';
import { fromContext } from '../../lib/peer';
import type { Kind, Message } from '../support/echo';
import { grpcJsClient, grpcJsServer } from './grpc-js-stage';
import { niceClient, niceServer } from './nice-grpc-stage';

/** Keys and values, in the order in which they are given to a runtime. */
export type Fields = ReadonlyArray<readonly [key: string, value: string | Buffer]>;

/** The runtime's own way to set the header and trailer of a response, which goes around the library's. */
export interface Own {
  header(fields: Fields): void;
  trailer(fields: Fields): void;
}

/** What a handler does before it answers, in the context of its call. */
export type Script = (own: Own) => void | Promise<void>;

/** How a call is made. */
export interface Calling {
  ctx?: Context;
  /** Metadata in the runtime's own form. */
  own?: Fields;
}

/** How a call ended. */
export interface Reply {
  code: number;
  details: string;
  header: MD;
  trailer: MD;
  messages: Message[];
}

/** A bidi call that stays open. */
export interface Held {
  /** Sends a message, and returns the address of the connection from which the server says it came. */
  echo(): Promise<unknown>;
  end(): void;
}

export interface StageServer {
  readonly port: number;
  stop(): void;
}

export interface StageClient {
  call(kind: Kind, calling: Calling, header: MD, trailer: MD): Promise<Omit<Reply, 'header' | 'trailer'>>;
  hold(): Held;
  close(): void;
}

/** An adapter: how it serves and how it calls. */
export interface Adapter {
  readonly name: string;
  serve(handlers: Handlers): Promise<StageServer>;
  connect(port: number): StageClient;
}

/** The adapters of the library. */
export const adapters: readonly Adapter[] = [
  { name: 'grpc-js', serve: grpcJsServer, connect: grpcJsClient },
  { name: 'nice-grpc', serve: niceServer, connect: niceClient },
];

/** What the handlers of a server do, for every adapter. */
export class Handlers {
  /** How many calls were handled, without those that are held. */
  count = 0;
  script: Script = () => {};

  /** Plays the script for a call, unless `message`, its first one, is that of a call which is held. */
  async play(own: Own, message?: Message): Promise<void> {
    if (message?.hold === true) return;
    this.count++;
    await this.script(own);
  }

  /** Returns the answer to a message. */
  answer(): Message {
    return { from: String(fromContext()?.addr) };
  }
}

/** A server and a client of one adapter, with one connection between them, on which a call is held open. */
export class Stage {
  readonly handlers: Handlers;
  readonly port: number;
  private readonly server: StageServer;
  private readonly client: StageClient;
  private readonly held: Held;
  private connection: unknown;

  private constructor(handlers: Handlers, server: StageServer, client: StageClient) {
    this.handlers = handlers;
    this.server = server;
    this.port = server.port;
    this.client = client;
    this.held = client.hold();
  }

  static async of(adapter: Adapter): Promise<Stage> {
    const handlers = new Handlers();
    const server = await adapter.serve(handlers);
    const stage = new Stage(handlers, server, adapter.connect(server.port));
    stage.connection = await stage.held.echo();
    return stage;
  }

  /** Makes a call, in which the handler plays `script`. */
  async call(kind: Kind, calling: Calling = {}, script: Script = () => {}): Promise<Reply> {
    this.handlers.script = script;
    const header = new MD();
    const trailer = new MD();
    return { ...(await this.client.call(kind, calling, header, trailer)), header, trailer };
  }

  /** Tells whether the call that was opened first still goes on, and another one goes over its connection. */
  async goesOn(): Promise<boolean> {
    const { messages } = await this.call('unary');
    return messages[0]?.from === this.connection && (await this.held.echo()) === this.connection;
  }

  close(): void {
    this.held.end();
    this.client.close();
    this.server.stop();
  }
}
