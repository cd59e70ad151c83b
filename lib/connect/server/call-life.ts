import type { Http2Session } from 'node:http2';
import type { DescMethod } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import type { UniversalHandler, UniversalServerRequest } from '@connectrpc/connect/protocol';
import { type ServerError, Status } from 'nice-grpc-common';
import type { Context } from '../../context';
import { cancelStateOf, safely } from '../../context/internal';
import {
  CallObservation,
  callRegisterOf,
  IncomingCall,
  isObserved,
  type ResponseWriter,
  type RunningCall,
} from '../../grpc/internal';
import type { MD } from '../../metadata';
import { Peer } from '../../peer';
import { statusOf } from '../../status/internal';
import { peerOfSocket } from '../../wire/internal';
import { asIterable, serverOf } from '../convert';
import { detailsFieldOf, errorOfEnd, internalError, outgoingError } from '../error';
import { methodInfo } from '../method';
import { tellingMessages, tellMessage } from '../observed';
import { type Protocol, protocolOf } from '../protocol';
import { type NodeRequest, nodeRequestOf } from './node-request';
import { readHeader } from './request-header';

type Settle = (end: unknown) => void;

/** The life of one call on a server: its context, what waits for its end, and what it failed with. */
export abstract class CallLife implements ResponseWriter, RunningCall {
  readonly method: string;
  readonly protocol: Protocol;
  readonly ctx: Context;
  /** Why the call is refused; `undefined` if it is not. */
  readonly refusal: unknown;
  protected readonly response: IncomingCall;
  private readonly node: NodeRequest | undefined;
  private readonly waiting = new Set<Settle>(); // what is to be told of the call's end
  private thrown: unknown; // by the method, as Connect sends it
  private reason: unknown; // why the call was aborted, if it was
  private readonly desc: DescMethod;
  private readonly observation: CallObservation | undefined; // of who listens to the tracing channel, if anybody does
  private hasHeader = false; // was told of

  constructor(request: UniversalServerRequest, { requestPath: path, method }: UniversalHandler) {
    const node = nodeRequestOf(request.contextValues);
    this.method = path;
    this.desc = method;
    this.node = node;
    this.protocol = protocolOf(request.header.get('content-type'));
    const server = node && serverOf(node);
    this.response = new IncomingCall(path, this, server && callRegisterOf(server), this);
    const { metadata, deadline, refusal } = readHeader(request, node, this.protocol);
    this.refusal = refusal && outgoingError(refusal);
    const peer = () => (node === undefined ? new Peer() : peerOfSocket(node.socket));
    this.ctx = this.response.start({ deadline, metadata, peer });
    cancelStateOf(this.ctx).subscribe(this);
    if (!isObserved('server')) return;
    this.observation = new CallObservation('server', methodInfo(method), () => peer().addr?.toString());
    this.observation.header('received');
  }

  abstract writeHeader(header: MD): void;

  abstract validateSent(md: MD): string | undefined;

  /** Settles as `promise` does, or fails when the call has ended. */
  untilEnd<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.whenEnded(reject);
      promise.then(
        (value) => {
          this.waiting.delete(reject);
          resolve(value);
        },
        (error) => {
          this.waiting.delete(reject);
          reject(error);
        },
      );
    });
  }

  /** Has `settle` called with the status of the call when it has ended. What is returned undoes that. */
  whenEnded(settle: Settle): () => void {
    if (this.ctx.err() !== undefined) settle(this.status());
    else this.waiting.add(settle);
    return () => this.waiting.delete(settle);
  }

  /** The context has ended. */
  onEnd(): void {
    if (this.waiting.size === 0) return; // an error costs a tenth of a call
    const status = this.status();
    for (const settle of this.waiting) settle(status);
    this.waiting.clear();
  }

  /**
   * Ends the call, if it has not ended: nothing can be set any more. Returns the trailer that was set, if one was. `code` returns what
   * Connect says of the end, of which nobody was told.
   */
  end(code: () => Status): MD | undefined {
    const trailer = this.response.takeTrailer();
    if (this.observation !== undefined) this.tellEnd(code);
    this.response.finish();
    return trailer;
  }

  /**
   * Ends the call, if it has not ended, whose client is told the code that `sent` returns, or, if that cannot be read, the code with
   * which the call failed. Returns the trailer that was set.
   */
  answered(sent: () => Status | undefined): MD | undefined {
    const trailer = this.response.takeTrailer();
    this.finish(sent);
    return trailer;
  }

  /** The same, once the trailer was taken. */
  protected finish(sent: () => Status | undefined): void {
    if (this.observation !== undefined) {
      const code = safely(sent, undefined); // what Connect made may be no JSON
      if (code === undefined) this.tellEnd(() => Status.UNKNOWN);
      else this.observation.ended(code);
    }
    this.response.finish();
  }

  /** Ends the call, if it has not ended: the client has left it. */
  cancel(): void {
    this.response.cancel();
    if (this.observation !== undefined) this.tellEnd(() => Status.CANCELLED);
  }

  /** Returns `request`, with which a method is called: the tracing channel is told of each message. */
  observed(request: unknown): unknown {
    if (this.observation === undefined) return request;
    if (methodInfo(this.desc).requestStream)
      return tellingMessages(asIterable(request), (message) => this.tell('received', message));
    this.tell('received', request);
    return request;
  }

  /** Whether somebody listens to the tracing channel. */
  get isObserved(): boolean {
    return this.observation !== undefined;
  }

  /** Tells the tracing channel of a message. */
  tell(direction: 'sent' | 'received', message: unknown): void {
    if (this.observation === undefined) return;
    const { input, output } = this.desc;
    if (direction === 'sent') this.tellHeader();
    tellMessage(this.observation, direction, direction === 'sent' ? output : input, message);
  }

  /** Tells the tracing channel that the header is sent, unless it was told before. */
  tellHeader(): void {
    if (!this.hasHeader) this.observation?.header('sent');
    this.hasHeader = true;
  }

  /** What was to be done at once is done. */
  begun(): void {
    this.observation?.begun();
  }

  private tellEnd(code: () => Status): void {
    const status = this.thrown ?? this.refusal ?? this.status();
    this.observation?.ended(statusOf(status)?.code ?? safely(code, Status.UNKNOWN));
  }

  /**
   * Has the call end with `status`, as if its method had thrown that. A header that was not sent is not sent now: with one, its
   * client would not make the call again.
   */
  abort(status: ServerError): void {
    if (this.response.isClosed) return;
    this.reason = outgoingError(status);
    this.response.abort(status);
    this.response.takeHeader();
    this.response.finish();
  }

  /** Ends the call, whose request has broken off, and returns its status. */
  broken(): unknown {
    this.cancel();
    return this.status();
  }

  /** Whether the client has left the call without having closed its request. */
  get isCutOff(): boolean {
    const { node } = this;
    if (node === undefined) return false;
    return 'stream' in node ? node.stream.aborted || node.stream.rstCode !== 0 : !node.complete;
  }

  /** The connection over HTTP/2; `undefined` if there is none. */
  protected get session(): Http2Session | undefined {
    const { node } = this;
    return node !== undefined && 'stream' in node ? node.stream.session : undefined;
  }

  /** Whether there is nobody any more to whom a response could be sent. */
  get isGone(): boolean {
    const { node } = this;
    return node !== undefined && ('stream' in node ? node.stream.destroyed : node.socket.destroyed);
  }

  /** Returns the error by which Connect's adapters know that nobody is there: any other they write to the console. */
  gone(): ConnectError {
    return new ConnectError('the client has left', Code.Aborted);
  }

  /** Whether a method threw something. */
  get hasFailed(): boolean {
    return this.thrown !== undefined;
  }

  /** Notes what a method threw, and returns it as Connect sends it. */
  failed(error: unknown): unknown {
    this.thrown = outgoingError(error) ?? internalError();
    return this.thrown;
  }

  /**
   * Returns the details of the status with which the call ends, as gRPC sends them; `undefined` if those that Connect made are
   * right. `code` is what Connect sends as `grpc-status`: an interceptor of Connect's may have put another error in place.
   */
  detailsOf(code: string | null | undefined): string | undefined {
    const { thrown } = this;
    return thrown instanceof ConnectError && String(thrown.code) === code
      ? detailsFieldOf(thrown)
      : undefined;
  }

  private status(): unknown {
    return this.reason ?? errorOfEnd(this.ctx);
  }
}
