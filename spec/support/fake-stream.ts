import type { ServerTransportStream } from '../../lib/grpc';
import type { MD } from '../../lib/metadata';

/** A stream that notes what it is told. */
export class FakeStream implements ServerTransportStream {
  /** The name of each call with a copy of what it was given. */
  readonly calls: [string, Record<string, string[]>][] = [];
  private readonly fullMethod: string;

  constructor(fullMethod = '/test.Service/Method') {
    this.fullMethod = fullMethod;
  }

  method(): string {
    return this.fullMethod;
  }

  setHeader(md: MD): void {
    this.note('setHeader', md);
  }

  sendHeader(md: MD): void {
    this.note('sendHeader', md);
  }

  setTrailer(md: MD): void {
    this.note('setTrailer', md);
  }

  private note(name: string, md: MD): void {
    this.calls.push([name, Object.fromEntries(md.copy())]);
  }
}
