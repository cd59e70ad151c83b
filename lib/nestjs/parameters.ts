import { createParamDecorator } from '@nestjs/common';
import { type Context, current } from '../context';
import { fromIncomingContext, MD, valueFromIncomingContext } from '../metadata';

/**
 * Gives a parameter of a handler the context of its call: `hello(@Payload() name: Name, @Ctx() ctx: Context)`. It is `current()`
 * in the handler, too.
 */
export const Ctx: () => ParameterDecorator = createParamDecorator((): Context => current());

/**
 * Gives a parameter of a handler the metadata that came in with its call, as an `MD` that is empty if there is none; or, with a
 * key, the values of that: `hello(@Payload() name: Name, @IncomingMetadata('x-tenant') tenant: string[] | undefined)`.
 */
export const IncomingMetadata: (key?: string) => ParameterDecorator = createParamDecorator(
  (key: string | undefined): MD | string[] | undefined =>
    key === undefined ? (fromIncomingContext() ?? new MD()) : valueFromIncomingContext(key),
);
