import { type CancelFunc, type Context, withCancel } from 'mdctx/context';

// What a project may do: hand on the functions of the library under a module of its own, and build on them.
export { appendToOutgoingContext } from 'mdctx';

export const withUser = (): [Context, CancelFunc] => withCancel();

export async function audit(): Promise<void> {}

export async function* numbers(): AsyncGenerator<number, void> {
  yield 1;
}
