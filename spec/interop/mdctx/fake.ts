import type { ServerTransportStream } from '../../../lib/grpc';
import type { MD } from '../../../lib/metadata';

/** A stream that keeps what it is told. */
class FakeStream implements ServerTransportStream {
  readonly told: string[] = [];
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  method(): string {
    return this.name;
  }

  setHeader(md: MD): void {
    this.tell('setHeader', md);
  }

  sendHeader(md: MD): void {
    this.tell('sendHeader', md);
  }

  setTrailer(md: MD): void {
    this.tell('setTrailer', md);
  }

  private tell(what: string, md: MD): void {
    this.told.push(`${what} k=[${(md.get('k') ?? []).join(' ')}]`);
  }
}

const fakes = new Map<string, FakeStream>();

/** Returns the fake stream of that name. */
export function fake(name: string): FakeStream {
  const known = fakes.get(name) ?? new FakeStream(name);
  fakes.set(name, known);
  return known;
}
