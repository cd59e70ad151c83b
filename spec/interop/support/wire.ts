import type { LinePeer } from './line-peer';
import type { Certificate } from './script';

export type Field = readonly [name: string, value: string];

/** A frame as the raw peer saw it. */
export interface Frame {
  readonly type: 'HEADERS' | 'DATA' | 'RST_STREAM' | 'GOAWAY';
  readonly fields?: readonly Field[];
  readonly data?: string;
  readonly code?: string;
  readonly end?: boolean;
}

/** One thing that a raw peer does on a stream. */
export type WireStep =
  | { readonly do: 'headers'; readonly fields: readonly Field[]; readonly end?: boolean }
  | { readonly do: 'message' | 'data'; readonly data: string; readonly end?: boolean }
  | { readonly do: 'rst'; readonly code: string }
  | { readonly do: 'close' }
  | { readonly do: 'read'; readonly until?: 'headers' | 'data' };

/** What a raw client saw: the frames of its stream, and how long the whole took. */
export interface Exchange {
  readonly frames: readonly Frame[];
  readonly elapsedNs: number;
  readonly closed: boolean;
}

/** A raw HTTP/2 server. */
export interface RawServer {
  readonly port: number;
  /** Returns the frames of each stream, once `ended` streams have played their steps. */
  streams(ended: number): Promise<ReadonlyArray<readonly Frame[]>>;
}

/** The raw HTTP/2 peer of the Go program. */
export class Wire {
  private readonly peer: LinePeer;
  private readonly ports: number[] = [];

  constructor(peer: LinePeer) {
    this.peer = peer;
  }

  request(
    port: number,
    steps: readonly WireStep[],
    options: { maxHeaderList?: number } = {},
  ): Promise<Exchange> {
    return this.peer.ask('wire.request', { port, steps, ...options });
  }

  async serve(steps: readonly WireStep[], options: { maxHeaderList?: number } = {}): Promise<RawServer> {
    const { port } = await this.peer.ask<{ port: number }>('wire.serve', { steps, ...options });
    this.ports.push(port);
    return {
      port,
      streams: async (ended) => {
        const streams = await this.peer.ask<Array<{ frames: Frame[] }>>('wire.records', { port, ended });
        return streams.map(({ frames }) => frames);
      },
    };
  }

  /** Returns a new certificate, for servers and clients of this run. */
  certificate(): Promise<Certificate> {
    return this.peer.ask('certificate');
  }

  /** Stops the servers. */
  async end(): Promise<void> {
    for (const port of this.ports.splice(0)) await this.peer.ask('wire.end', { port });
  }
}

/** The header list of a gRPC request to a method of TestService, then `more`. */
export function requestFields(method: string, ...more: readonly Field[]): Field[] {
  return [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', `/grpc.testing.TestService/${method}`],
    [':authority', 'example.test'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ...more,
  ];
}

/** A whole unary request with an empty message, and the reading of its response. */
export function unaryRequest(...more: readonly Field[]): WireStep[] {
  return [
    { do: 'headers', fields: requestFields('UnaryCall', ...more) },
    { do: 'message', data: '', end: true },
    { do: 'read' },
  ];
}

/** Returns the values of a field of the frame, in order. */
export function values(frame: Frame | undefined, name: string): string[] {
  return (frame?.fields ?? []).filter(([key]) => key === name).map(([, value]) => value);
}
