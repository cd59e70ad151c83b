import { Status } from 'nice-grpc-common';
import { run } from '../../context';
import { isLast, textIn, withAddition } from '../last-envelope';
import { codeIn } from '../observed';
import type { CallLife } from './call-life';

type Decompress = (data: Uint8Array) => Promise<Uint8Array>;
type Chunk = IteratorResult<Uint8Array>;

const nothing = new Uint8Array();

/** The body of a response: it is made in the context of its call, and its last envelope has what was set. */
export class ResponseBody implements AsyncIterableIterator<Uint8Array> {
  private readonly call: CallLife;
  private readonly inner: AsyncIterator<Uint8Array>;
  private readonly decompress: Decompress;
  private readonly finished: () => void;

  /** Connect made `body`. `finished` is called before the end is told. */
  constructor(call: CallLife, body: AsyncIterable<Uint8Array>, decompress: Decompress, finished: () => void) {
    this.call = call;
    this.inner = body[Symbol.asyncIterator]();
    this.decompress = decompress;
    this.finished = finished;
  }

  async next(): Promise<Chunk> {
    const chunk = await run(this.call.ctx, this.step);
    if (!chunk.done && this.call.isGone) {
      this.call.cancel();
      throw this.call.gone();
    }
    if (chunk.done) this.finished();
    else if (this.call.protocol !== 'grpc' && isLast(chunk.value[0], this.call.protocol)) {
      return { done: false, value: await this.withAddition(chunk.value) };
    }
    return chunk;
  }

  async throw(error: unknown): Promise<Chunk> {
    this.call.cancel();
    return (
      (await run(this.call.ctx, async () => this.inner.throw?.(error))) ?? { done: true, value: undefined }
    );
  }

  async return(): Promise<Chunk> {
    this.call.end(() => Status.CANCELLED);
    return (await run(this.call.ctx, async () => this.inner.return?.())) ?? { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private readonly step = (): Promise<Chunk> => this.inner.next();

  private async withAddition(envelope: Uint8Array): Promise<Uint8Array> {
    const text = this.call.isObserved ? await textIn(envelope, this.decompress) : '';
    const trailer = this.call.answered(() => codeIn(text));
    if (trailer === undefined && !this.call.hasFailed) return envelope;
    const addition = { trailer, detailsOf: (code: string) => this.call.detailsOf(code) };
    return withAddition(envelope, this.call.protocol, addition, this.decompress);
  }
}

/** Returns a body that begins with nothing, so that the header is written, and goes on as that of `response` does. */
export async function* afterHeader(
  response: Promise<{ body?: AsyncIterable<Uint8Array> }>,
): AsyncGenerator<Uint8Array, void> {
  yield nothing;
  const { body } = await response;
  if (body !== undefined) yield* body;
}
