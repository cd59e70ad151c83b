import {
  type CallOptions,
  Client,
  type ClientDuplexStream,
  type ClientOptions,
  type ClientUnaryCall,
  credentials,
  Metadata,
} from '@grpc/grpc-js';
import { Bench, message, messages, sent, timeout } from '../service';
import type { Calls, Dial } from './dial';

/** What a call is given, and what is to be done with it at once and when it is over. */
export interface Prepared {
  readonly metadata: Metadata;
  readonly options: CallOptions;
  begun(call: ClientUnaryCall | ClientDuplexStream<Buffer, Buffer>): void;
  over(): void;
}

/** Returns calls that are made as `prepare` says. */
export function calls(address: string, prepare: () => Prepared, options: ClientOptions = {}): Calls {
  const client = new Client(address, credentials.createInsecure(), options);
  const unary = ({ path, requestSerialize, responseDeserialize }: typeof Bench.unary) =>
    new Promise<void>((resolve, reject) => {
      const { metadata, options, begun, over } = prepare();
      const done = (error: Error | null) => {
        over();
        if (error) reject(error);
        else resolve();
      };
      begun(
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          message,
          metadata,
          options,
          done,
        ),
      );
    });
  const { path, requestSerialize, responseDeserialize } = Bench.stream;
  return {
    unary: () => unary(Bench.unary),
    hold: () => unary(Bench.hold),
    stream: () =>
      new Promise((resolve, reject) => {
        const { metadata, options, begun, over } = prepare();
        const call = client.makeBidiStreamRequest(
          path,
          requestSerialize,
          responseDeserialize,
          metadata,
          options,
        );
        begun(call);
        call.on('data', () => {});
        call.on('error', reject);
        call.on('end', () => {
          over();
          resolve(undefined);
        });
        for (let i = 0; i < messages; i++) call.write(message);
        call.end();
      }),
  };
}

function bare(): Prepared {
  return { metadata: new Metadata(), options: {}, begun: () => {}, over: () => {} };
}

function byHand(): Prepared {
  const metadata = new Metadata();
  for (const [key, value] of sent) metadata.set(key, value);
  let [header, trailer]: Array<Metadata | undefined> = [];
  return {
    metadata,
    options: { deadline: Date.now() + timeout },
    begun: (call) => {
      call.on('metadata', (got) => {
        header = got;
      });
      call.on('status', (status) => {
        trailer = status.metadata;
      });
    },
    over: () => {
      header?.get('x-served-by');
      trailer?.get('x-cost');
    },
  };
}

/** grpc-js alone. */
export const dial: Dial = (variant, address) => calls(address, variant === 'bare' ? bare : byHand);
