import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as timeout } from 'node:timers/promises';
import { frame, frameTypes, headerFrames } from '../../bad-input/frames';

// What was tried for the row of docs/parity.md on frames at which Node 20 ends its process: a server of node:http2 alone, in a process
// of its own, is sent two malformed requests and then a frame of a size that it must not have. It prints how the process ended.
// `maxSessionInvalidFrames` has Node give up a connection sooner.
// npx ts-node spec/interop/tried/frames-that-abort-node.ts

const good = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/test.Echo/Unary'],
  [':authority', 'x'],
  ['content-type', 'application/grpc'],
] as const;

const malformed = [
  headerFrames(good.slice(2), 0, 1), // without a method
  headerFrames([...good, ['te', 'gzip']], 1, 3), // which HTTP/2 does not allow
];
const before = [
  ...malformed,
  headerFrames(good, 1, 5),
  frame(frameTypes.rstStream, 0, 5, Buffer.alloc(4)),
  frame(frameTypes.goaway, 0, 0, Buffer.alloc(8)),
  headerFrames(good, 1, 7),
];

const cases = {
  'sound requests alone': [headerFrames(good, 1, 1), headerFrames(good, 1, 3)],
  'two malformed requests': before,
  'a WINDOW_UPDATE of 39 bytes alone': [frame(frameTypes.windowUpdate, 0, 0, Buffer.alloc(39))],
  both: [...before, frame(frameTypes.windowUpdate, 0, 8, Buffer.alloc(39))],
};

const options = { none: {}, 'maxSessionInvalidFrames: 1': { maxSessionInvalidFrames: 1 } };

function serve(chosen: object): void {
  const server = createServer(chosen);
  server.on('sessionError', () => {});
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    stream.respond({ 'grpc-status': '0' }, { endStream: true });
  });
  server.listen(0, '127.0.0.1', () => console.log(Object(server.address()).port));
  process.stdin.on('end', () => process.exit(0)).resume();
}

async function tried(option: string, frames: readonly Buffer[]): Promise<string> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1, 2), option], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const told = text(child.stderr);
  const exited = once(child, 'exit');
  const [port] = await once(child.stdout, 'data');
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {}).resume();
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.end(Buffer.concat([preface, frame(frameTypes.settings, 0, 0, Buffer.alloc(0)), ...frames]));
  await Promise.race([once(socket, 'close'), exited, timeout(500)]); // a server that lives may keep the connection
  socket.destroy();
  child.stdin.end();
  const [code, signal] = await exited;
  return signal === null ? `lives, and exits with ${code}` : `${signal}: ${(await told).trim()}`;
}

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  for (const option of Object.keys(options)) {
    for (const [name, frames] of Object.entries(cases))
      console.log(`${option}: ${name} -> ${await tried(option, frames)}`);
  }
}

const [, , option] = process.argv;
const chosen = Object.entries(options).find(([name]) => name === option)?.[1];
if (chosen === undefined) void main();
else serve(chosen);
