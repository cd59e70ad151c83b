// A user's file: mdctx/testing and mdctx/testing/nice-grpc.
import { expectTypeOf } from 'expect-type';
import { background, type Context } from 'mdctx/context';
import { MD } from 'mdctx/metadata';
import {
  callStream,
  callUnary,
  type ManualClock,
  manualClock,
  type UnaryOutcome,
  withClock,
} from 'mdctx/testing';
import { type Pair, pair } from 'mdctx/testing/nice-grpc';
import type { CompatServiceDefinition } from 'nice-grpc';
import type { Status } from 'nice-grpc-common';

const hello = (_: Context, { name }: { name: string }) => ({ text: name });
const answer = callUnary(hello, { name: 'Ada' }, { timeout: undefined, md: new MD() });

expectTypeOf(answer).resolves.toEqualTypeOf<UnaryOutcome<{ text: string }>>();
expectTypeOf(answer).resolves.toHaveProperty('code').toEqualTypeOf<Status>();
expectTypeOf(answer).resolves.toHaveProperty('response').toEqualTypeOf<{ text: string } | undefined>();
expectTypeOf(callStream<number, string>(async (stream) => stream.send('a'), [1]))
  .resolves.toHaveProperty('messages')
  .toEqualTypeOf<readonly string[]>();
expectTypeOf(manualClock()).toEqualTypeOf<ManualClock>();
expectTypeOf(withClock(background(), manualClock())).toEqualTypeOf<Context>();
expectTypeOf(pair<CompatServiceDefinition>).returns.resolves.toEqualTypeOf<Pair<CompatServiceDefinition>>();

// @ts-expect-error the request has the type that the handler takes
callUnary(hello, { name: 1 });
