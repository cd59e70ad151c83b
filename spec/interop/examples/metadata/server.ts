// Demonstrates how to send and read metadata to and from an RPC.
import { type Context, fromIncomingContext, New, Pairs, sendHeader, setTrailer } from 'mdctx';
import { DataLoss } from 'mdctx/codes';
import { errorf } from 'mdctx/status';
import {
  type BidiStreamingServer,
  type ClientStreamingServer,
  newServer,
  register,
  type ServerStreamingServer,
} from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';
import { print } from './print';

const { port } = flags({ port: '50051' });

const streamingCount = 10;

const server = {
  async unaryEcho(ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    console.log('--- UnaryEcho ---');
    try {
      // Read metadata from client.
      const md = fromIncomingContext(ctx);
      if (md === undefined) throw errorf(DataLoss, 'UnaryEcho: failed to get metadata');
      if (md.has('timestamp')) print('timestamp', 'metadata', md);

      // Create and send header.
      const header = New({ location: 'MTV', timestamp: new Date().toISOString() });
      sendHeader(ctx, header);

      console.log(`request received: message:${JSON.stringify(message)}, sending echo`);
      return { message };
    } finally {
      // Create trailer to record function return time.
      const trailer = Pairs('timestamp', new Date().toISOString());
      setTrailer(ctx, trailer);
    }
  },

  async serverStreamingEcho({ message }: EchoRequest, stream: ServerStreamingServer<EchoResponse>) {
    console.log('--- ServerStreamingEcho ---');
    try {
      // Read metadata from client.
      const md = fromIncomingContext(stream.context);
      if (md === undefined) throw errorf(DataLoss, 'ServerStreamingEcho: failed to get metadata');
      if (md.has('timestamp')) print('timestamp', 'metadata', md);

      // Create and send header.
      const header = New({ location: 'MTV', timestamp: new Date().toISOString() });
      stream.sendHeader(header);

      console.log(`request received: message:${JSON.stringify(message)}`);

      // Read requests and send responses.
      for (let i = 0; i < streamingCount; i++) {
        console.log(`echo message ${message}`);
        await stream.send({ message });
      }
    } finally {
      // Create trailer to record function return time.
      const trailer = Pairs('timestamp', new Date().toISOString());
      stream.setTrailer(trailer);
    }
  },

  async clientStreamingEcho(stream: ClientStreamingServer<EchoRequest>): Promise<EchoResponse> {
    console.log('--- ClientStreamingEcho ---');
    try {
      // Read metadata from client.
      const md = fromIncomingContext(stream.context);
      if (md === undefined) throw errorf(DataLoss, 'ClientStreamingEcho: failed to get metadata');
      if (md.has('timestamp')) print('timestamp', 'metadata', md);

      // Create and send header.
      const header = New({ location: 'MTV', timestamp: new Date().toISOString() });
      stream.sendHeader(header);

      // Read requests and send responses.
      let message = '';
      for await (const req of stream) {
        message = req.message;
        console.log(`request received: message:${JSON.stringify(message)}, building echo`);
      }
      console.log('echo last received message');
      return { message };
    } finally {
      // Create trailer to record function return time.
      const trailer = Pairs('timestamp', new Date().toISOString());
      stream.setTrailer(trailer);
    }
  },

  async bidirectionalStreamingEcho(stream: BidiStreamingServer<EchoRequest, EchoResponse>): Promise<void> {
    console.log('--- BidirectionalStreamingEcho ---');
    try {
      // Read metadata from client.
      const md = fromIncomingContext(stream.context);
      if (md === undefined) throw errorf(DataLoss, 'BidirectionalStreamingEcho: failed to get metadata');
      if (md.has('timestamp')) print('timestamp', 'metadata', md);

      // Create and send header.
      const header = New({ location: 'MTV', timestamp: new Date().toISOString() });
      stream.sendHeader(header);

      // Read requests and send responses.
      for await (const { message } of stream) {
        console.log(`request received message:${JSON.stringify(message)}, sending echo`);
        await stream.send({ message });
      }
    } finally {
      // Create trailer to record function return time.
      const trailer = Pairs('timestamp', new Date().toISOString());
      stream.setTrailer(trailer);
    }
  },
};

async function main(): Promise<void> {
  const s = newServer();
  register(s, EchoDefinition, server);
  console.log(`server listening at [::]:${await s.serve(`:${port}`)}`);
}

run(main);
