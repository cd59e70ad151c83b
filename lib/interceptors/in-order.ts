/** The two sides of an interceptor, whether it is a server's or a client's. */
interface Sides<Unary, Stream> {
  readonly unary: Unary;
  readonly stream: Stream;
}

/**
 * Returns `interceptors` in the form in which servers and clients take them, the first outermost:
 * `createServer(inOrder(logging(log), recovery(), auth(authFunc)))`.
 */
export function inOrder<Unary, Stream>(
  ...interceptors: ReadonlyArray<Sides<Unary, Stream>>
): { unaryInterceptors: Unary[]; streamInterceptors: Stream[] } {
  return {
    unaryInterceptors: interceptors.map(({ unary }) => unary),
    streamInterceptors: interceptors.map(({ stream }) => stream),
  };
}
