// A user's file: mdctx/forward.
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import { b3, baggage, type Decision, type Policy, policy, requestId, traceContext } from 'mdctx/forward';

const toStock = policy({ keys: ['x-*'], credentials: ['authorization'], presets: [requestId(), b3()] });

expectTypeOf(toStock).toEqualTypeOf<Policy>();
expectTypeOf(toStock.apply()).toEqualTypeOf<Context>();
expectTypeOf(toStock.explain([['k', 'v']])).toEqualTypeOf<Decision[]>();
expectTypeOf(policy({ keys: undefined, credentials: undefined, presets: undefined })).toEqualTypeOf<Policy>();
expectTypeOf(requestId({ key: undefined, make: () => 'r' }).keys).toEqualTypeOf<readonly string[]>();
expectTypeOf(policy({ presets: [traceContext(), baggage()] }).explain).returns.items.toHaveProperty('reason');

// @ts-expect-error `key` is not a rule
policy({ key: ['x'] });
// @ts-expect-error keys are a list
policy({ keys: 'x' });
