import { expect, it } from '@jest/globals'; // or from 'vitest'
import { Pairs } from 'mdctx';
import { callUnary, unredacted } from 'mdctx/testing';
import { pair } from 'mdctx/testing/nice-grpc';
import { GreeterDefinition } from '../gen/greeter';
import { unimplemented } from '../support/loopback';
import { hello } from './hello';

it('greets in the language of the caller, and says what it cost', async () => {
  const call = { md: Pairs('lang', 'de'), timeout: 1000 };
  const { response, trailer } = await callUnary(
    (_, request: { name: string }) => hello(request),
    { name: 'Ada' },
    call,
  );
  expect(response).toEqual({ text: 'Hallo Ada' });
  expect(unredacted(trailer)).toEqual({ cost: ['3'] }); // shows where they differ
});

it('does so over a socket', async () => {
  const { client, close } = await pair(GreeterDefinition, { ...unimplemented, hello });
  expect(await client.hello({ name: 'Ada' })).toEqual({ text: 'hello Ada' });
  close();
});
