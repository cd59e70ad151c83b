import { MD } from 'mdctx/metadata';
import { createChannel, createClientFactory } from 'mdctx/nice-grpc';
import { testService } from '../../interop/support/test-service';
import { messageOf, seenOf } from '../service/command';
import type { ChannelOptions } from './engines';
import type { FleetClient } from './fleet-client';
import { forwarded } from './forwarded';

export function niceGrpcClient(target: string, options: ChannelOptions = {}): FleetClient {
  const channel = createChannel(target, undefined, options);
  const client = createClientFactory(forwarded).create(testService, channel);
  return {
    async unary(ctx, command, trailer = new MD()) {
      const header = new MD();
      const response = await client.unaryCall(messageOf(command), { ctx, header, trailer });
      return { seen: seenOf(response), header, trailer };
    },
    async early(ctx, bodies) {
      const [header, trailer] = [new MD(), new MD()];
      let came = () => {};
      const headerCame = new Promise<void>((resolve) => {
        came = resolve;
      });
      const requests = async function* () {
        await headerCame;
        for (const body of bodies) yield { body };
      };
      const answers: string[] = [];
      const responses = client.fullDuplexCall(requests(), { ctx, header, trailer, onHeader: () => came() });
      for await (const { body } of responses) answers.push(body);
      return { header, bodies: answers, trailer };
    },
    close: () => channel.close(),
  };
}
