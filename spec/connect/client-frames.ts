import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A frame of HTTP/2 that a client sent. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export const frameTypes = { data: 0, headers: 1, reset: 3 } as const;
export const endStream = 1; // a flag of data and headers

/** What stands between a client and a server, and keeps what the client sends. */
export class ClientFrames {
  readonly port: number;
  readonly close: () => void;
  private readonly chunks: Buffer[];

  private constructor(port: number, chunks: Buffer[], close: () => void) {
    this.port = port;
    this.chunks = chunks;
    this.close = close;
  }

  static async to(port: number): Promise<ClientFrames> {
    const chunks: Buffer[] = [];
    const sockets: Socket[] = [];
    const server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      for (const socket of [near, far]) socket.on('error', () => {});
      sockets.push(near, far);
      near.on('data', (chunk: Buffer) => chunks.push(chunk));
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ClientFrames((server.address() as AddressInfo).port, chunks, () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
  }

  /** The frames of streams that were sent so far. */
  get frames(): Frame[] {
    const frames: Frame[] = [];
    let rest = Buffer.concat(this.chunks).subarray('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'.length);
    while (rest.length >= 9) {
      const length = rest.readUIntBE(0, 3);
      const [type, flags, stream] = [rest.readUInt8(3), rest.readUInt8(4), rest.readUInt32BE(5)];
      if (stream > 0) frames.push({ type, flags, stream, payload: rest.subarray(9, 9 + length) });
      rest = rest.subarray(9 + length);
    }
    return frames;
  }
}
