import { type CallOption, finish } from './call-option';
import { Heard } from './heard';

/** Makes a unary call by `make`, then fills its options and calls what they say, whether it succeeded or failed. */
export async function invoke(
  method: string,
  opts: readonly CallOption[],
  make: (heard: Heard) => Promise<unknown>,
): Promise<unknown> {
  const heard = new Heard(method);
  let pending = true; // until the options were told
  const ended = (error: unknown) => {
    if (!pending) return;
    pending = false;
    finish(opts, heard.outcome(error));
  };
  try {
    const response = await make(heard);
    ended(undefined);
    return response;
  } catch (error) {
    ended(error);
    throw error;
  }
}
