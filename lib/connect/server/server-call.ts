import { type ContextKey, createContextValues } from '@connectrpc/connect';
import type {
  UniversalHandler,
  UniversalServerRequest,
  UniversalServerResponse,
} from '@connectrpc/connect/protocol';
import { Status } from 'nice-grpc-common';
import { run } from '../../context';
import type { MD } from '../../metadata';
import { detailsKey } from '../../status/internal';
import { validateSent } from '../../wire/internal';
import { statusCodeOf } from '../convert';
import { withFields } from '../field-list';
import { withoutFieldsOfMessage } from '../fields';
import type { Encodings } from '../last-envelope';
import { codeIn } from '../observed';
import { CallLife } from './call-life';
import { limitStatus } from './limit-status';
import { RequestBody } from './request-body';
import { afterHeader, ResponseBody } from './response-body';

/** The key under which a method finds its call among Connect's context values: its way from a handler to a method. */
export const callKey: ContextKey<ServerCall | undefined> = {
  id: Symbol('mdctx.call'),
  defaultValue: undefined,
};

/** One call on a server of Connect's: handled in a context, and with the header and trailer set through it. */
export class ServerCall extends CallLife {
  private own: Headers | undefined; // the header as Connect has it
  private head: MD | undefined; // the header that was sent by `sendHeader`
  private answer: ((header: Headers) => void) | undefined; // writes the header, while that is possible

  /** Has `handler` handle the call. */
  serve(
    handler: UniversalHandler,
    request: UniversalServerRequest,
    encodings: Encodings,
  ): Promise<UniversalServerResponse> {
    const { signal, body } = request;
    if (signal.aborted) this.cancel();
    else signal.addEventListener('abort', () => this.cancel(), { once: true });
    const own: UniversalServerRequest = {
      ...request,
      body: isIterable(body) ? new RequestBody(this, body) : body,
      contextValues: (request.contextValues ?? createContextValues()).set(callKey, this),
    };
    const handled = run(this.ctx, () =>
      handler(own).then(
        (response) => this.complete(handler, response, encodings),
        (error: unknown) => {
          this.end(() => statusCodeOf(error));
          throw error;
        },
      ),
    );
    this.begun();
    if (this.protocol === 'connect-unary') return handled;
    return new Promise((resolve, reject) => {
      this.answer = (header) => resolve(early(header, handled));
      this.answerEarly(); // Connect 2.1 may have called the method by now
      handled.then(resolve, reject);
    });
  }

  /** Notes that the method is called; `own` is Connect's response header. */
  enter(own: Headers): void {
    if (this.refusal !== undefined) throw this.refusal;
    this.own = own;
    this.answerEarly();
  }

  writeHeader(header: MD): void {
    this.head = withoutFieldsOfMessage(header, this.protocol);
    this.answerEarly();
  }

  validateSent(md: MD): string | undefined {
    return validateSent(md, this.session);
  }

  private answerEarly(): void {
    const { own, head, answer } = this;
    if (own === undefined || head === undefined || answer === undefined) return;
    this.answer = undefined;
    this.tellHeader();
    answer(withFields(own, head));
  }

  /** Returns `response`, which Connect made, with what was set. */
  private complete(
    { method: { methodKind } }: UniversalHandler,
    response: UniversalServerResponse,
    encodings: Encodings,
  ): UniversalServerResponse {
    const isEarly = this.answer === undefined && this.protocol !== 'connect-unary';
    const set = isEarly ? undefined : (this.head ?? this.response.takeHeader());
    const head = set && withoutFieldsOfMessage(set, this.protocol);
    if (this.isGone) {
      this.end(() => Status.CANCELLED);
      throw this.gone();
    }
    this.tellHeader();
    const whole = { ...response };
    if (head !== undefined) whole.header = withFields(response.header ?? new Headers(), head);
    if (this.protocol === 'connect-unary') return this.withTrailerInHeader(whole);
    if (response.body === undefined) return this.withTrailer(whole);
    if (methodKind === 'unary' && this.protocol === 'grpc') return this.withTrailer(whole);
    const encoding = response.header?.get(
      this.protocol === 'connect' ? 'connect-content-encoding' : 'grpc-encoding',
    );
    const decompress = (data: Uint8Array) => encodings(encoding, data);
    whole.body = new ResponseBody(this, response.body, decompress, () => this.withTrailer(whole));
    return whole;
  }

  private withTrailer(whole: UniversalServerResponse): UniversalServerResponse {
    const own = whole.trailer;
    if (own === undefined) {
      this.end(() => Status.OK);
      return whole;
    }
    const trailer = this.response.takeTrailer();
    const details = this.hasFailed ? this.detailsOf(own.get('grpc-status')) : undefined;
    if (details !== undefined) {
      trailer?.delete(detailsKey);
      own.set(detailsKey, details);
    }
    if (this.protocol === 'grpc') limitStatus(own, trailer);
    this.finish(() => Number(own.get('grpc-status') ?? Status.OK));
    if (trailer !== undefined) whole.trailer = withFields(own, trailer);
    return whole;
  }

  private withTrailerInHeader(whole: UniversalServerResponse): UniversalServerResponse {
    const trailer = this.answered(() => (whole.status === 200 ? Status.OK : codeOfError(whole)));
    if (trailer === undefined) return whole;
    return { ...whole, header: withFields(whole.header ?? new Headers(), trailer, 'trailer-') };
  }
}

/** Returns a response that is written before the call is handled: its body and trailer are those that come later. */
function early(header: Headers, handled: Promise<UniversalServerResponse>): UniversalServerResponse {
  let whole: UniversalServerResponse | undefined;
  const body = handled.then((made) => {
    whole = made;
    return made;
  });
  const response: UniversalServerResponse = { status: 200, header, body: afterHeader(body) };
  return Object.defineProperty(response, 'trailer', { enumerable: true, get: () => whole?.trailer });
}

/** Returns the code in the body of an error over Connect's own protocol; `undefined` if that is compressed. */
function codeOfError({ body, header }: UniversalServerResponse): Status | undefined {
  const isRead = body instanceof Uint8Array && !header?.has('content-encoding');
  return isRead ? codeIn(Buffer.from(body).toString()) : undefined;
}

function isIterable(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
