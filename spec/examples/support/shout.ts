import type { ServerUnaryCall, ServiceDefinition, sendUnaryData } from '@grpc/grpc-js';

const serialize = (value: string) => Buffer.from(value);
const deserialize = (bytes: Buffer) => String(bytes);

/** A service of one method, in grpc-js's own form. */
export const Shout = {
  shout: {
    path: '/shout.v1.Shout/Shout',
    requestStream: false,
    responseStream: false,
    requestSerialize: serialize,
    requestDeserialize: deserialize,
    responseSerialize: serialize,
    responseDeserialize: deserialize,
  },
} satisfies ServiceDefinition;

/** Its implementation. */
export const shout = {
  shout(call: ServerUnaryCall<string, string>, reply: sendUnaryData<string>): void {
    reply(null, call.request.toUpperCase());
  },
};
