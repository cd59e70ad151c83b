import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { register, XdsServer } from '@grpc/grpc-js-xds';
import { serverInterceptor } from 'mdctx/grpc-js';
import { drain } from 'mdctx/lifecycle';
import { Status } from 'nice-grpc-common';
import { type Message, testService } from '../../interop/support/test-service';
import { contextOf, isOf } from '../client/checks';
import { engineNames, engines } from '../client/engines';
import { Handler } from '../service/handler';
import { freePort } from '../support/ports';
import { Program } from '../support/program';
import { pathOf } from '../tools';
import { ControlPlane } from '../xds/control-plane';
import { serverListener } from '../xds/resources';

// A server that asks the control plane who may call it: here, those that send x-tenant: gold.

describe('an XdsServer with serverInterceptor()', () => {
  let plane: ControlPlane;
  let server: XdsServer;
  let port: number;

  before(async () => {
    plane = await ControlPlane.start();
    register();
    port = await freePort(); // it takes none that is free by itself
    const principals = [{ header: { name: 'x-tenant', stringMatch: { exact: 'gold' } } }];
    const policies = { gold: { permissions: [{ any: true }], principals } };
    await plane.put('server', serverListener(port, { action: 'ALLOW', policies }));
    server = new XdsServer({ interceptors: [serverInterceptor()] });
    const { unaryCall } = testService;
    const handler = new Handler('xds', 'grpc-js', () => {});
    server.addService(
      { unaryCall },
      {
        unaryCall({ request }: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>) {
          handler.unary(request).then((response) => done(null, response), done);
        },
      },
    );
    await new Promise<void>((resolve, reject) => {
      const insecure = ServerCredentials.createInsecure();
      server.bindAsync(`127.0.0.1:${port}`, insecure, (error) => (error ? reject(error) : resolve()));
    });
  });
  after(async () => {
    assert.equal(await drain(server).start(), 0);
    await plane.stop();
    assert.deepEqual(plane.refused, []);
  });

  for (const engine of engineNames) {
    it(`lets in by metadata, and hands it to the handler whole: ${engine}`, async () => {
      const client = engines[engine](`127.0.0.1:${port}`);
      try {
        const id = `rbac-${engine}`;
        assert.ok(isOf(id, await client.unary(contextOf(id, 'gold'), { id, do: 'echo' })));
        for (const tenant of ['silver', undefined]) {
          await assert.rejects(client.unary(contextOf(id, tenant), { id, do: 'echo' }), {
            code: Status.PERMISSION_DENIED,
          });
        }
      } finally {
        client.close();
      }
    });
  }

  it('does so for grpc-go', async () => {
    const call = async (tenant: string) => {
      const args = ['call', '-target', `127.0.0.1:${port}`, '-calls', '20', '-tenant', tenant];
      const { failed, mixed } = await new Program(pathOf('fleet'), args).when((line) =>
        typeof line.calls === 'number' ? line : undefined,
      );
      return [Object.keys(Object(failed)).map((text) => text.split(' ')[0]), mixed];
    };
    assert.deepEqual(await call('gold'), [[], 0]);
    assert.deepEqual(await call('silver'), [['PermissionDenied'], 0]);
  });
});
