// A user's file: mdctx/errgroup.
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import { Group, type Task, withContext } from 'mdctx/errgroup';

expectTypeOf(withContext()).toEqualTypeOf<[Group, Context]>();
const group = new Group();
expectTypeOf(group.go(async () => 1)).toEqualTypeOf<Promise<void>>();
expectTypeOf(group.tryGo(() => {})).toEqualTypeOf<boolean>();
expectTypeOf(group.wait()).toEqualTypeOf<Promise<void>>();
expectTypeOf<() => Promise<void>>().toExtend<Task>();

// @ts-expect-error a task is a function
void group.go(Promise.resolve());
