import { background, withCancel, withTimeout } from '../../../lib/context';
import { statusOf } from '../../../lib/grpc';
import { appendToOutgoingContext, MD } from '../../../lib/metadata';
import { Queue } from '../mdctx/queue';
import type { CallOptions, TestClient } from '../mdctx/test-client';
import type { Message } from '../support/test-service';

const sizes = { requests: [27182, 8, 1828, 45904], responses: [31415, 9, 2653, 58979] };
const special = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';
const initial = 'x-grpc-test-echo-initial';
const trailing = 'x-grpc-test-echo-trailing-bin';

/** The test cases of gRPC's interop clients, as its `doc/interop-test-descriptions.md` has them. */
export const clientCases: Readonly<Record<string, (client: TestClient) => Promise<void>>> = {
  async empty_unary(client) {
    expect(await client.emptyCall({ body: '' }, {})).toEqual({ body: '' });
  },

  async large_unary(client) {
    const { body } = await client.unaryCall({ body: zeros(271828), size: 314159 }, {});
    expect(body.length).toBe(314159);
  },

  async client_streaming(client) {
    const { size } = await client.streamingInputCall(
      all(sizes.requests.map((size) => ({ body: zeros(size) }))),
      {},
    );
    expect(size).toBe(74922);
  },

  async server_streaming(client) {
    const parameters = sizes.responses.map((size) => ({ size }));
    const got: number[] = [];
    for await (const { body } of client.streamingOutputCall({ body: '', parameters }, {}))
      got.push(body.length);
    expect(got).toEqual(sizes.responses);
  },

  async ping_pong(client) {
    const { send, recv, close } = duplex(client, {});
    for (const [i, size] of sizes.responses.entries()) {
      send({ body: zeros(sizes.requests[i] ?? 0), parameters: [{ size }] });
      expect((await recv())?.body.length).toBe(size);
    }
    close();
    expect(await recv()).toBeUndefined();
  },

  async empty_stream(client) {
    const { recv, close } = duplex(client, {});
    close();
    expect(await recv()).toBeUndefined();
  },

  async custom_metadata(client) {
    const ctx = appendToOutgoingContext(
      background(),
      initial,
      'test_initial_metadata_value',
      trailing,
      '\xab\xab\xab',
    );
    for (const call of [
      (options: CallOptions) => client.unaryCall({ body: zeros(271828), size: 314159 }, options),
      async (options: CallOptions) => {
        const { send, recv, close } = duplex(client, options);
        send({ body: zeros(271828), parameters: [{ size: 314159 }] });
        close();
        while (await recv()) {}
      },
    ]) {
      const [header, trailer] = [new MD(), new MD()];
      await call({ ctx, header, trailer });
      expect(header.get(initial)).toEqual(['test_initial_metadata_value']);
      expect(trailer.get(trailing)).toEqual(['\xab\xab\xab']);
    }
  },

  async status_code_and_message(client) {
    const echo = { code: 2, message: 'test status message' };
    expect(await failure(client.unaryCall({ body: '', echo }, {}))).toMatchObject({
      code: 2,
      details: echo.message,
    });
    const { send, recv, close } = duplex(client, {});
    send({ body: '', echo });
    close();
    expect(await failure(recv())).toMatchObject({ code: 2, details: echo.message });
  },

  async special_status_message(client) {
    const echo = { code: 2, message: special };
    expect(await failure(client.unaryCall({ body: '', echo }, {}))).toMatchObject({
      code: 2,
      details: special,
    });
  },

  async unimplemented_method(client) {
    expect(await failure(client.unimplementedMethod({ body: '' }, {}))).toMatchObject({ code: 12 });
  },

  async unimplemented_service(client) {
    expect(await failure(client.unimplementedService({ body: '' }, {}))).toMatchObject({ code: 12 });
  },

  async cancel_after_begin(client) {
    const [ctx, cancel] = withCancel(background());
    const replied = client.streamingInputCall(new Queue<Message>(), { ctx });
    cancel();
    expect(await failure(replied)).toMatchObject({ code: 1, details: 'context canceled' });
  },

  async cancel_after_first_response(client) {
    const [ctx, cancel] = withCancel(background());
    const { send, recv } = duplex(client, { ctx });
    send({ body: zeros(27182), parameters: [{ size: 31415 }] });
    expect((await recv())?.body.length).toBe(31415);
    cancel();
    expect(await failure(recv())).toMatchObject({ code: 1, details: 'context canceled' });
  },

  async timeout_on_sleeping_server(client) {
    const [ctx, cancel] = withTimeout(background(), 1);
    const { send, recv } = duplex(client, { ctx });
    send({ body: zeros(27182) });
    expect(await failure(recv())).toMatchObject({ code: 4, details: 'context deadline exceeded' });
    cancel();
  },
};

function duplex(client: TestClient, options: CallOptions) {
  const out = new Queue<Message>();
  const responses = client.fullDuplexCall(out, options)[Symbol.asyncIterator]();
  return {
    send: (message: Message) => out.push(message),
    close: () => out.close(),
    recv: async () => {
      const { done, value } = await responses.next();
      return done ? undefined : value;
    },
  };
}

/** Returns the status with which a call failed. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error) => statusOf(error),
  );
}

async function* all(messages: readonly Message[]): AsyncGenerator<Message, void> {
  yield* messages;
}

function zeros(size: number): string {
  return '\0'.repeat(size);
}
