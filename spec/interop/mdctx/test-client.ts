import type { Context } from '../../../lib/context';
import type { CallOption } from '../../../lib/grpc';
import type { MD } from '../../../lib/metadata';
import type { Peer } from '../../../lib/peer';
import type { Message } from '../support/test-service';

/** What a caller says of one call; the same on both runtimes. */
export interface CallOptions {
  readonly ctx?: Context;
  readonly header?: MD;
  readonly trailer?: MD;
  readonly peer?: Peer;
  readonly opts?: readonly CallOption[];
  readonly onHeader?: () => void;
}

type Unary = (request: Message, options: CallOptions) => Promise<Message>;

/** A client of TestService, in the form that nice-grpc gives it. */
export interface TestClient {
  readonly emptyCall: Unary;
  readonly unaryCall: Unary;
  streamingInputCall(requests: AsyncIterable<Message>, options: CallOptions): Promise<Message>;
  streamingOutputCall(request: Message, options: CallOptions): AsyncIterable<Message>;
  fullDuplexCall(requests: AsyncIterable<Message>, options: CallOptions): AsyncIterable<Message>;
  /** A method that no server has. */
  readonly unimplementedMethod: Unary;
  /** A method that the description of the service does not have. */
  readonly unknownMethod: Unary;
  /** A method of a service that no server has. */
  readonly unimplementedService: Unary;
  close(): void;
}
