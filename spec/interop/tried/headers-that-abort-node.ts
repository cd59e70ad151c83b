import { spawnSync } from 'node:child_process';
import { connect } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { frame, frameTypes } from '../../bad-input/frames';

// What was tried for the row of docs/parity.md on headers at which Node ends its process: a client of node:http2 alone, in a process of
// its own, makes requests to a server that answers with a header or trailer of which Node tells nobody all fields, and collects garbage.
// It prints how the process ended: by itself, and where each handle of a stream keeps that of its session until it was collected.
// npx ts-node spec/interop/tried/headers-that-abort-node.ts

/** Returns a field as HPACK has it that is to be added to its table. */
function indexed(name: string, value: string): Buffer {
  const texts = [name, value].flatMap((text) => [Buffer.from([text.length]), Buffer.from(text)]);
  return Buffer.concat([Buffer.from([0x40]), ...texts]);
}

const status = Buffer.from([0x88]); // 200
const fields = Buffer.concat(
  Array.from({ length: 5 }, (_, i) => indexed(`name-number-${i}`, `value ${'x'.repeat(60)}`)),
);
const endHeaders = 4;

const responses: Readonly<Record<string, (stream: number) => Buffer>> = {
  'a sound response': (stream) =>
    frame(frameTypes.headers, endHeaders | 1, stream, Buffer.concat([status, fields])),
  'a name in upper case': (stream) =>
    frame(
      frameTypes.headers,
      endHeaders,
      stream,
      Buffer.concat([status, fields, indexed('UPPER', 'x'), fields]),
    ),
  'trailers that do not end the stream': (stream) =>
    Buffer.concat([
      frame(frameTypes.headers, endHeaders, stream, Buffer.concat([status, fields])),
      frame(frameTypes.headers, endHeaders, stream, fields),
    ]),
};

function handleOf(owner: object): object {
  const key = Object.getOwnPropertySymbols(owner).find(({ description }) => description === 'kHandle');
  return Object(key && Reflect.get(owner, key));
}

async function main(respond: (stream: number) => Buffer, keeps: boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  const kept = new FinalizationRegistry<object>(() => {});
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {}).write(frame(frameTypes.settings, 0, 0, Buffer.alloc(0)));
    socket.on('data', (bytes) => {
      for (
        let at = bytes.subarray(0, 3).toString() === 'PRI' ? 24 : 0;
        at + 9 <= bytes.length;
        at += 9 + bytes.readUIntBE(at, 3)
      )
        if (bytes.readUInt8(at + 3) === frameTypes.headers) socket.end(respond(bytes.readUInt32BE(at + 5)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const call = () =>
    new Promise<void>((resolve) => {
      const session = connect(`http://127.0.0.1:${Object(server.address()).port}`);
      session.on('error', () => {}).on('close', resolve);
      const stream = session.request({ ':method': 'POST', ':path': '/' });
      if (keeps) stream.on('ready', () => kept.register(handleOf(stream), handleOf(session)));
      stream.on('error', () => {}).on('close', () => session.close());
      stream.resume().end('x');
    });
  for (let round = 0; round < 4; round++) {
    await Promise.all(Array.from({ length: 50 }, call));
    for (let i = 0; i < 6; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      gc();
    }
  }
  process.exit(0);
}

const [, script = '', chosen = '', how] = process.argv;
const respond = responses[chosen];
if (respond !== undefined) void main(respond, how === 'keeps');
else {
  console.log(`node ${process.version}`);
  for (const name of Object.keys(responses)) {
    for (const how of ['alone', 'keeps']) {
      const { status: code, signal } = spawnSync(process.execPath, [...process.execArgv, script, name, how], {
        timeout: 30_000,
      });
      console.log(`${name}, ${how}: ${code === 0 ? 'lives' : (signal ?? `ended with ${code}`)}`);
    }
  }
}
