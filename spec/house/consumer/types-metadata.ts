// A user's file: what the functions of mdctx/metadata take and return.
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import * as metadata from 'mdctx/metadata';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  type Init,
  Join,
  MD,
  New,
  newOutgoingContext,
  Pairs,
  type Value,
  validate,
  valueFromIncomingContext,
} from 'mdctx/metadata';

const md = Pairs('k', 'v', 'k-bin', Uint8Array.of(1));

expectTypeOf(md).toEqualTypeOf<MD>();
expectTypeOf(md).toExtend<Map<string, string[]>>();
expectTypeOf(md.get('k')).toEqualTypeOf<string[] | undefined>();
expectTypeOf(md.bytes('k-bin')).items.toExtend<Uint8Array>();
expectTypeOf(md.set('k', 'a', ['b', 'c'])).toEqualTypeOf<MD>();
expectTypeOf(New({ a: 'v', b: ['v', Uint8Array.of(1)] })).toEqualTypeOf<MD>();
expectTypeOf(Join(md, undefined, null, [['k', 'v']])).toEqualTypeOf<MD>();
expectTypeOf(validate(md)).toEqualTypeOf<Error | undefined>();
expectTypeOf(fromIncomingContext()).toEqualTypeOf<MD | undefined>();
expectTypeOf(fromOutgoingContext()).toEqualTypeOf<MD | undefined>();
expectTypeOf(valueFromIncomingContext('k')).toEqualTypeOf<string[] | undefined>();
expectTypeOf(appendToOutgoingContext('k', 'v')).toEqualTypeOf<Context>();
expectTypeOf(newOutgoingContext(md)).toEqualTypeOf<Context>();
expectTypeOf<Value>().toEqualTypeOf<string | Uint8Array>();
expectTypeOf(md).toExtend<Init>();
expectTypeOf(new Map([['k', ['v']]])).toExtend<Init>();

// @ts-expect-error a number is no value
Pairs('k', 1);
// @ts-expect-error nor is one in an object
New({ k: 1 });
// @ts-expect-error a key is a string
md.get(1);
// @ts-expect-error a context is no metadata
newOutgoingContext(undefined, appendToOutgoingContext('k', 'v'));
// @ts-expect-error for the library alone
metadata.isSingle;

export const all = new MD([['k', ['v1', 'v2']]]);
