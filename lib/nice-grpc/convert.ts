/**
 * Returns `message` as one of the type that the method has. Interceptors stand before methods of every kind and know no
 * type: what they pass on is theirs to answer for, and the method's serializer is the first to look at it.
 */
export function asMessage<Message>(message: unknown): Message {
  return message as Message;
}
