import { create, type DescMessage, toBinary } from '@bufbuild/protobuf';
import { Status } from 'nice-grpc-common';
import type { CallObservation } from '../grpc/internal';
import { asMessage } from './convert';

type Direction = Parameters<CallObservation['message']>[0];

/** Tells `observation` of a message of a call, with its bytes as protobuf encodes it, whatever Connect sends. */
export function tellMessage(
  observation: CallObservation,
  direction: Direction,
  schema: DescMessage,
  message: unknown,
): void {
  let bytes: number;
  try {
    bytes = toBinary(schema, create(schema, asMessage(message))).length;
  } catch {
    return; // it is none of that type, as Connect is about to say
  }
  observation.message(direction, bytes);
}

/** Returns messages like `messages`, of each of which `told` is called as it is taken. */
export function tellingMessages<T>(messages: AsyncIterable<T>, told: (message: T) => void): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const inner = messages[Symbol.asyncIterator]();
      const tell = (result: IteratorResult<T>) => {
        if (!result.done) told(result.value);
        return result;
      };
      const telling: AsyncIterator<T> = { next: async () => tell(await inner.next()) };
      // Connect looks whether there are these.
      if (inner.return !== undefined) telling.return = (value) => inner.return?.(value) ?? over();
      if (inner.throw !== undefined) telling.throw = (error) => inner.throw?.(error) ?? over();
      return telling;
    },
  };
}

async function over(): Promise<IteratorResult<never>> {
  return { done: true, value: undefined };
}

/** Returns the code in `text`, the last envelope of a response, or the body of an error over Connect's own protocol. */
export function codeIn(text: string): Status {
  const [, number] = /^grpc-status: *(\d+)/im.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  if (!text.startsWith('{')) return Status.OK;
  const end = JSON.parse(text);
  const name: unknown = end.code ?? end.error?.code;
  return typeof name === 'string' ? codeNamed(name) : Status.OK;
}

/** Returns the code that Connect's own protocol calls `name`. */
function codeNamed(name: string): Status {
  if (name === 'canceled') return Status.CANCELLED;
  const codes: ReadonlyMap<string, unknown> = new Map(Object.entries(Status));
  const code = codes.get(name.toUpperCase());
  return typeof code === 'number' ? code : Status.UNKNOWN;
}
