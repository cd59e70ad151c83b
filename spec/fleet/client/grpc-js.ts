import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { clientInterceptor } from 'mdctx/grpc-js';
import { MD } from 'mdctx/metadata';
import { type Message, testService } from '../../interop/support/test-service';
import { messageOf, seenOf } from '../service/command';
import type { ChannelOptions } from './engines';
import type { FleetClient } from './fleet-client';
import { forwarded } from './forwarded';

const { unaryCall, fullDuplexCall } = testService;

export function grpcJsClient(target: string, options: ChannelOptions = {}): FleetClient {
  const client = new Client(target, credentials.createInsecure(), {
    interceptors: [clientInterceptor(forwarded)],
    ...options,
  });
  return {
    async unary(ctx, command, trailer = new MD()) {
      const { path, requestSerialize, responseDeserialize } = unaryCall;
      const header = new MD();
      const request = messageOf(command);
      const told = { ctx, header, trailer };
      const response = await new Promise<Message>((resolve, reject) => {
        const done = (error: Error | null, response?: Message) =>
          response === undefined ? reject(error) : resolve(response);
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          new Metadata(),
          told,
          done,
        );
      });
      return { seen: seenOf(response), header, trailer };
    },
    async early(ctx, bodies) {
      const { path, requestSerialize, responseDeserialize } = fullDuplexCall;
      const [header, trailer] = [new MD(), new MD()];
      const told = { ctx, header, trailer };
      const call = client.makeBidiStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        new Metadata(),
        told,
      );
      call.once('metadata', () => {
        for (const body of bodies) call.write({ body });
        call.end();
      });
      const answers: string[] = [];
      for await (const { body } of call) answers.push(body);
      return { header, bodies: answers, trailer };
    },
    close: () => client.close(),
  };
}
