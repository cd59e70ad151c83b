import { background } from '../../lib/context';
import { MD } from '../../lib/metadata';
import type { createChannel } from '../../lib/nice-grpc';
import { Header, newClient, register } from '../../lib/stub';
import { GreeterDefinition } from '../examples/gen/greeter';
import { Echo } from '../support/echo';

type Server = Parameters<typeof register>[0];

/** It is compiled and never run: what may be written with a stub, and what may not. */
async function compiles(channel: ReturnType<typeof createChannel>, server: Server): Promise<void> {
  const client = newClient(GreeterDefinition, channel);
  const [ctx, option] = [background(), Header(new MD())];

  const text: string = (await client.hello(ctx, { name: 'Ada' }, option)).text;
  const left: string = (await client.hello({ name: text }, option)).text;
  // @ts-expect-error: the request has no such field
  await client.hello(ctx, { nam: left });
  // @ts-expect-error: a unary method needs a request
  await client.hello(ctx);
  // @ts-expect-error: there is no such method
  await client.hullo(ctx, {});
  // @ts-expect-error: an option is made by one of four functions
  await client.hello(ctx, { name: 'Ada' }, { header: new MD() });

  const often = await client.helloOften({ name: 'Ada' });
  for await (const { text } of often) text.trim();
  // @ts-expect-error: the client sends one request, and has sent it
  await often.send({ name: 'Ada' });

  const all = await client.helloAll(option);
  await all.send({ name: 'Ada' });
  const { text: answer } = await all.closeAndRecv();
  // @ts-expect-error: the response is no request
  await all.send({ text: answer });

  const each = await client.helloEach(ctx, option);
  await each.send({ name: 'Ada' });
  (await each.recv())?.text.trim();

  const echo = newClient(Echo, channel);
  const message: { readonly [name: string]: unknown } = await echo.unary({ any: 'thing' });
  await (await echo.bidi()).send(message);

  register(server, GreeterDefinition, {
    hello: async (ctx, { name }) => ({ text: `${ctx}${name}` }),
    helloOften: async ({ name }, stream) => stream.send({ text: name }),
    async helloAll(stream) {
      for await (const { name } of stream) name.trim();
      // @ts-expect-error: the response is what the handler returns
      await stream.send({ text: '' });
      return { text: '' };
    },
    async helloEach(stream) {
      for await (const { name } of stream) await stream.send({ text: name });
    },
  });
  // @ts-expect-error: a handler is missing
  register(server, GreeterDefinition, { hello: async () => ({ text: '' }) });
}

describe('stub', () => {
  it('is typed for each method', () => {
    expect(compiles).toHaveLength(2);
  });
});
