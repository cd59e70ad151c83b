// A user's file: mdctx/status and mdctx/codes.
import { expectTypeOf } from 'expect-type';
import { type Code, NotFound, nameOf, OK } from 'mdctx/codes';
import { type Any, code, convert, error, fromError, New, type Status } from 'mdctx/status';
import type { ServerError } from 'nice-grpc-common';
import { BadRequest } from 'nice-grpc-error-details';

expectTypeOf(NotFound).toExtend<Code>();
expectTypeOf(nameOf(5)).toEqualTypeOf<string>();
expectTypeOf(New(NotFound, 'no such user')).toEqualTypeOf<Status>();
expectTypeOf(New(NotFound).err()).toEqualTypeOf<ServerError | undefined>();
expectTypeOf(error(NotFound, 'no')).toEqualTypeOf<ServerError>();
expectTypeOf(error(OK)).toEqualTypeOf<undefined>();
expectTypeOf(fromError(new Error())).toEqualTypeOf<Status | undefined>();
expectTypeOf(convert(undefined)).toEqualTypeOf<Status>();
expectTypeOf(code(undefined)).toEqualTypeOf<Code>();
expectTypeOf(convert(undefined).details()).toEqualTypeOf<Any[]>();
expectTypeOf(convert(undefined).details(BadRequest)).toEqualTypeOf<BadRequest[]>();
expectTypeOf(New(NotFound).withDetails([BadRequest, { fieldViolations: [] }])).toEqualTypeOf<Status>();
expectTypeOf<Status>().toHaveProperty('message').toEqualTypeOf<string>();

// @ts-expect-error a code is not a string
New('NOT_FOUND');
// @ts-expect-error a detail has the fields of its type
New(NotFound).withDetails([BadRequest, { fields: [] }]);
