// A user's file: mdctx/stub.
import { expectTypeOf } from 'expect-type';
import { background } from 'mdctx/context';
import { Header, type NewClientOptions, register } from 'mdctx/stub';

const options: NewClientOptions = { defaultCallOptions: undefined, unaryInterceptors: undefined };

expectTypeOf(register).returns.toEqualTypeOf<void>();
expectTypeOf(options).toHaveProperty('streamInterceptors');

export const all = [background(), Header];
