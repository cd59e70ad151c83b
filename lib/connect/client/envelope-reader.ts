import type { RawFields } from '../fields';
import { type Encodings, flag, isLast } from '../last-envelope';
import type { Protocol } from '../protocol';

const headLength = 5; // flags, and the length of the data in four bytes

/**
 * Looks at the envelopes of a body as they pass, and finds the trailer in the last. It keeps nothing of the others.
 */
export class EnvelopeReader {
  private readonly protocol: Protocol;
  private readonly found: (trailer: RawFields) => void;
  private readonly decompress: Encodings;
  private encoding: string | undefined;
  private head = Buffer.alloc(0); // of an envelope, as far as it has come
  private left = 0; // bytes of the data that are to come
  private data: Uint8Array[] | undefined; // of the last envelope

  /** `found` is called with the trailer, as soon as that is complete. */
  constructor(protocol: Protocol, decompress: Encodings, found: (trailer: RawFields) => void) {
    this.protocol = protocol;
    this.decompress = decompress;
    this.found = found;
  }

  /** Notes how envelopes are compressed. */
  setEncoding(name: string | undefined): void {
    this.encoding = name;
  }

  /** Returns an iterator like `chunks`, whose chunks are looked at before they are handed out. */
  around(chunks: AsyncIterator<Uint8Array>): AsyncIterableIterator<Uint8Array> {
    const look = async (result: IteratorResult<Uint8Array>) => {
      if (!result.done) await this.look(result.value);
      return result;
    };
    return {
      next: () => chunks.next().then(look),
      return: async () => (await chunks.return?.()) ?? { done: true, value: undefined },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  private async look(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.left === 0) rest = this.readHead(rest);
      const data = rest.subarray(0, this.left);
      rest = rest.subarray(data.length);
      this.left -= data.length;
      this.data?.push(data);
      if (this.data !== undefined && this.left === 0 && this.head.length === headLength)
        await this.complete(this.data);
    }
  }

  /** Takes what `chunk` has of the head of an envelope, and returns the rest. */
  private readHead(chunk: Uint8Array): Uint8Array {
    if (this.head.length === headLength) this.head = Buffer.alloc(0);
    const part = chunk.subarray(0, headLength - this.head.length);
    this.head = Buffer.concat([this.head, part]);
    if (this.head.length === headLength) {
      this.left = this.head.readUInt32BE(1);
      this.data = isLast(this.head[0], this.protocol) ? [] : undefined;
    }
    return chunk.subarray(part.length);
  }

  private async complete(parts: readonly Uint8Array[]): Promise<void> {
    this.data = undefined;
    const isCompressed = ((this.head[0] ?? 0) & flag.compressed) !== 0;
    try {
      const data = Buffer.concat(parts);
      const text = Buffer.from(isCompressed ? await this.decompress(this.encoding, data) : data).toString();
      this.found(this.protocol === 'grpc-web' ? fieldsOfLines(text) : fieldsOfJson(text));
    } catch {
      // Connect finds the same, and says so
    }
  }
}

function fieldsOfLines(text: string): string[] {
  const fields: string[] = [];
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0)
      fields.push(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).replace(/^ /, ''));
  }
  return fields;
}

function fieldsOfJson(text: string): string[] {
  const { metadata = {} } = JSON.parse(text);
  return Object.entries(metadata).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : []).flatMap((value) => [name.toLowerCase(), String(value)]),
  );
}
