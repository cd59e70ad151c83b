import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';

// A server of grpc-js alone. Its method answers with a field `connection` in the header or in the trailer, whichever
// the first argument says. It tells its port.

const same = (bytes: Buffer): Buffer => bytes;
const method = {
  path: '/bare/Answer',
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};

const bad = new Metadata();
bad.set('connection', 'close');

const server = new Server();
server.addService(
  { method },
  {
    method: async (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
      await undefined;
      if (process.argv[2] === 'header') call.sendMetadata(bad);
      answer(null, Buffer.from('done'), process.argv[2] === 'trailer' ? bad : undefined);
    },
  },
);
process.on('unhandledRejection', () => {}); // as a server of async handlers would, lest it die
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) => process.send?.(port));
