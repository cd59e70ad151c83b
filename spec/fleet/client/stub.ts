import { MD } from 'mdctx/metadata';
import { createChannel } from 'mdctx/nice-grpc';
import { Header, newClient, Trailer } from 'mdctx/stub';
import { testService } from '../../interop/support/test-service';
import { messageOf, seenOf } from '../service/command';
import type { ChannelOptions } from './engines';
import type { FleetClient } from './fleet-client';
import { forwarded } from './forwarded';

export function stubClient(target: string, options: ChannelOptions = {}): FleetClient {
  const channel = createChannel(target, undefined, options);
  const client = newClient(testService, channel, forwarded);
  return {
    async unary(ctx, command, trailer = new MD()) {
      const header = new MD();
      const response = await client.unaryCall(ctx, messageOf(command), Header(header), Trailer(trailer));
      return { seen: seenOf(response), header, trailer };
    },
    async early(ctx, bodies) {
      const stream = await client.fullDuplexCall(ctx);
      const header = (await stream.header()) ?? new MD();
      for (const body of bodies) await stream.send({ body }).catch(() => {}); // receiving tells why
      stream.closeSend();
      const answers: string[] = [];
      for await (const { body } of stream) answers.push(body);
      return { header, bodies: answers, trailer: stream.trailer() ?? new MD() };
    },
    close: () => channel.close(),
  };
}
