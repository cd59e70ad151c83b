import { connect } from 'node:http2';
import { message, sent, timeout } from '../service';
import type { Dial } from './dial';

const framed = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);

/** node:http2 without a framework: what any engine on it costs at least. */
export const dial: Dial = (_, address) => {
  const session = connect(`http://${address}`);
  const headers = {
    ':method': 'POST',
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': `${timeout}m`,
    ...Object.fromEntries(sent),
  };
  const unary = () =>
    new Promise<void>((resolve, reject) => {
      const stream = session.request({ ':path': '/bench.Bench/Unary', ...headers });
      let [header, trailer]: Array<string | string[] | undefined> = [];
      stream.on('response', (got) => {
        header = got['x-served-by'];
      });
      stream.on('trailers', (got) => {
        trailer = got['x-cost'];
      });
      stream.on('data', () => {});
      stream.on('error', reject);
      stream.on('end', () => {
        if (header === undefined || trailer === undefined) reject(new Error('bench: a field is missing'));
        else resolve();
      });
      stream.end(framed);
    });
  return { unary, stream: unary, hold: unary };
};
