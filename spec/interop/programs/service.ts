import { ServerError } from 'nice-grpc-common';
import { sendHeader, setTrailer } from '../../../lib/grpc';
import { Pairs, valueFromIncomingContext } from '../../../lib/metadata';
import type { Message } from '../support/test-service';

const initialKey = 'x-grpc-test-echo-initial';
const trailingKey = 'x-grpc-test-echo-trailing-bin';

/** TestService as gRPC's own interop programs expect it, in the form that nice-grpc takes. */
export const interopService = {
  async emptyCall(): Promise<Message> {
    return { body: '' };
  },

  async unaryCall(request: Message): Promise<Message> {
    echo();
    fail(request);
    return zeros(request.size ?? 0);
  },

  async streamingInputCall(requests: AsyncIterable<Message>): Promise<Message> {
    let size = 0;
    for await (const { body } of requests) size += body.length;
    return { body: '', size };
  },

  async *streamingOutputCall(request: Message): AsyncGenerator<Message, void> {
    for (const { size } of request.parameters ?? []) yield zeros(size);
  },

  async *fullDuplexCall(requests: AsyncIterable<Message>): AsyncGenerator<Message, void> {
    echo();
    for await (const request of requests) {
      fail(request);
      for (const { size } of request.parameters ?? []) yield zeros(size);
    }
  },
};

/** Sends back the metadata that the program asks for, as header and as trailer. */
function echo(): void {
  const initial = valueFromIncomingContext(initialKey);
  if (initial) sendHeader(Pairs(...initial.flatMap((value) => [initialKey, value])));
  const trailing = valueFromIncomingContext(trailingKey);
  if (trailing) setTrailer(Pairs(...trailing.flatMap((value) => [trailingKey, value])));
}

/** Fails with the status that the program asks for. */
function fail({ echo: status }: Message): void {
  if (status) throw new ServerError(status.code, status.message);
}

function zeros(size: number): Message {
  return { body: '\0'.repeat(size) };
}
