import { connect, createServer } from 'node:http2';
import { observeSession } from '../../lib/wire/client-sessions';

/** Makes a request to a server that resets it, or not, and returns what was kept for it when its stream had closed. */
async function keptFor(resets: boolean): Promise<unknown[][]> {
  const register = jest.spyOn(FinalizationRegistry.prototype, 'register');
  const server = createServer((_, response) => {
    if (resets) response.stream.close(2);
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = connect(`http://127.0.0.1:${Object(server.address()).port}`);
  observeSession(session, { normalizes: false });
  const stream = session.request({ ':method': 'POST', ':path': '/s/m', 'content-type': 'application/grpc' });
  await new Promise((resolve) =>
    stream
      .on('error', () => {})
      .on('close', resolve)
      .resume()
      .end(),
  );
  const kept = register.mock.calls.filter(([target]) => /Http2Stream/.test(target.constructor.name));
  register.mockRestore();
  session.close();
  server.close();
  return kept;
}

// That this is what Node needs to live, spec/interop/tried/headers-that-abort-node.ts shows: it depends on the garbage collector.
describe('the handle of a session', () => {
  it('is kept for that of a stream that was reset', async () => {
    const names = (await keptFor(true)).map((handles) =>
      handles.map((handle) => Object(handle).constructor.name),
    );
    expect(names).toEqual([['Http2Stream', 'Http2Session']]);
  });

  it('is not kept for that of a stream that ended as it should', async () => {
    expect(await keptFor(false)).toEqual([]);
  });
});
