// Demonstrates how to handle canceled contexts when a client cancels an in-flight RPC.
import { convert } from 'mdctx/status';
import { type BidiStreamingServer, newServer, register, unimplemented } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { port } = flags({ port: '50051' });

class Server extends unimplemented(EchoDefinition) {
  async bidirectionalStreamingEcho(stream: BidiStreamingServer<EchoRequest, EchoResponse>): Promise<void> {
    try {
      for await (const { message } of stream) {
        console.log(`echoing message ${JSON.stringify(message)}`);
        void stream.send({ message });
      }
    } catch (err) {
      console.log(`server: error receiving from stream: ${convert(err)}`);
      throw err;
    }
  }
}

async function main(): Promise<void> {
  const s = newServer();
  register(s, EchoDefinition, new Server());
  console.log(`server listening at port [::]:${await s.serve(`:${port}`)}`);
}

run(main);
