import { Http2SessionManager } from '@connectrpc/connect-node';
import { createClient, createGrpcTransport } from 'mdctx/connect';
import { MD } from 'mdctx/metadata';
import { messageOf, seenOf } from '../service/command';
import { plainOf, requestOf, TestService } from '../service/connect-service';
import type { FleetClient } from './fleet-client';
import { forwarded } from './forwarded';

/** A client of Connect's, over gRPC. It knows one address, and no service config. */
export function connectClient(target: string): FleetClient {
  const baseUrl = `http://${target}`;
  const sessionManager = new Http2SessionManager(baseUrl);
  const client = createClient(TestService, createGrpcTransport({ baseUrl, sessionManager }), forwarded);
  return {
    async unary(ctx, command, trailer = new MD()) {
      const header = new MD();
      const response = await client.unaryCall(requestOf(messageOf(command)), { ctx, header, trailer });
      return { seen: seenOf(plainOf(response)), header, trailer };
    },
    async early(ctx, bodies) {
      const [header, trailer] = [new MD(), new MD()];
      let came = () => {};
      const headerCame = new Promise<void>((resolve) => {
        came = resolve;
      });
      const requests = async function* () {
        await headerCame;
        for (const body of bodies) yield requestOf({ body });
      };
      const answers: string[] = [];
      const responses = client.fullDuplexCall(requests(), { ctx, header, trailer, onHeader: () => came() });
      for await (const response of responses) answers.push(plainOf(response).body);
      return { header, bodies: answers, trailer };
    },
    close: () => sessionManager.abort(),
  };
}
