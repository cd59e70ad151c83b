// A user's file: mdctx/lifecycle.
import { expectTypeOf } from 'expect-type';
import { type Drain, type DrainState, drain } from 'mdctx/lifecycle';
import { createServer } from 'mdctx/nice-grpc';

const end = drain(createServer(), { signal: ['SIGTERM'], grace: undefined, health: undefined, exit: false });

expectTypeOf(end).toEqualTypeOf<Drain>();
expectTypeOf(end.state).toEqualTypeOf<DrainState>();
expectTypeOf(end.start()).toEqualTypeOf<Promise<number>>();

// @ts-expect-error the name of a signal
drain(createServer(), { signal: 'SIGTREM' });
// @ts-expect-error `timeout` is not an option
drain(createServer(), { timeout: 5 });
