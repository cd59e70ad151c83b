import { Status } from 'nice-grpc-common';
import { background, type Context, current, withCancel } from '../../lib/context';
import * as status from '../../lib/status';
import { fakeClient, newServer, register, type StubClient, unimplemented } from '../../lib/stub';
import { GreeterDefinition } from '../examples/gen/greeter';
import { Echo, type Kind } from '../support/echo';
import { called, type EchoClient, itOfEach } from './stage';

type Greeter = StubClient<typeof GreeterDefinition>;

describe('a fake of a client, and of a server', () => {
  it('take two lines, which the compiler checks', async () => {
    const client: Greeter = fakeClient(GreeterDefinition, {
      hello: (_ctx, { name }) => ({ text: `hello ${name}` }),
    });
    expect(await client.hello({ name: 'Ada' })).toEqual({ text: 'hello Ada' });

    class Fake extends unimplemented(GreeterDefinition) {
      hello = async () => ({ text: 'hello' });
    }
    register(newServer(), GreeterDefinition, new Fake());
  });

  it('are refused by the compiler where their messages are others', () => {
    // @ts-expect-error a greeting has a text
    fakeClient(GreeterDefinition, { hello: () => ({ txt: 'hello' }) });
    // @ts-expect-error there is no such method
    fakeClient(GreeterDefinition, { helo: () => ({ text: 'hello' }) });
  });
});

/** Returns the code with which a call ends. What a stream is sent after its end is refused; `recv` tells why. */
async function codeOf(client: EchoClient, kind: Kind, ctx?: Context): Promise<Status> {
  const received = async () => {
    if (kind === 'unary') return client.unary(ctx, {});
    if (kind === 'serverStream') return (await client.serverStream(ctx, {})).recv();
    const stream = kind === 'bidi' ? await client.bidi(ctx) : await client.clientStream(ctx);
    void stream.send({});
    stream.closeSend();
    return stream.recv();
  };
  return received().then(() => Status.OK, status.code);
}

describe('stub.fakeClient()', () => {
  const seen: Context[] = [];
  const answer = (ctx: Context) => {
    seen.push(ctx, current());
    return { text: 'x' };
  };
  const fakes = {
    unary: answer,
    clientStream: async (ctx: Context, requests: AsyncIterable<object>) => {
      for await (const _ of requests);
      return answer(ctx);
    },
    serverStream: (ctx: Context) => [answer(ctx)],
    bidi: async function* (ctx: Context, requests: AsyncIterable<object>) {
      for await (const _ of requests) yield answer(ctx);
    },
  };

  itOfEach('calls the function in the context of the call', async (kind) => {
    seen.length = 0;
    const [ctx, cancel] = withCancel(background());
    expect(await called(fakeClient(Echo, fakes), kind, ctx)).toEqual({
      messages: [{ text: 'x' }],
      error: undefined,
    });
    expect(seen).toEqual([ctx, ctx]);
    cancel();
  });

  itOfEach('fails as the function does, and where there is none', async (kind) => {
    const failure = status.error(Status.NOT_FOUND, 'no tea');
    const fail = () => {
      throw failure;
    };
    const failing = fakeClient(Echo, { unary: fail, clientStream: fail, serverStream: fail, bidi: fail });
    expect(await codeOf(failing, kind)).toBe(Status.NOT_FOUND);
    expect(await codeOf(fakeClient(Echo, {}), kind)).toBe(Status.UNIMPLEMENTED);
  });

  itOfEach('ends with the context', async (kind) => {
    const [ctx, cancel] = withCancel(background());
    const never = () => {
      cancel();
      return new Promise<never>(() => {});
    };
    const hanging = async function* () {
      yield await never();
    };
    const client = fakeClient(Echo, {
      unary: never,
      clientStream: never,
      serverStream: hanging,
      bidi: hanging,
    });
    expect(await codeOf(client, kind, ctx)).toBe(Status.CANCELLED);
  });

  it('refuses what is no function', () => {
    expect(() => fakeClient(Echo, { unary: 3 as never })).toThrow(
      'stub: fakeClient: unary must be a function',
    );
  });
});
