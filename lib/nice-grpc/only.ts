/** Runs a generator of nice-grpc's for a call with one response, and returns that. */
export async function only<Response>(
  made: AsyncGenerator<unknown, Response | void, undefined>,
): Promise<Response | void> {
  let result = await made.next();
  while (!result.done) {
    result = await made.throw(
      new Error('A middleware yielded a message, but expected to only return a message'),
    );
  }
  return result.value;
}
