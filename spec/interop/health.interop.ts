import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type Shown, shapes } from './health/shapes';
import { goPrograms } from './support/go-build';

// What looks at services from outside: grpc_health_probe, grpcurl by reflection, channelz. Each shape is looked at.

/** Runs a program to its end. */
function ran(command: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

const protos = join(__dirname, '..', '..', 'node_modules', '@grpc', 'grpc-js', 'proto');

describe.each(Object.entries(shapes))('a server in the shape of %s', (_name, shape) => {
  let shown: Shown;
  let address = '';

  beforeAll(async () => {
    shown = await shape.start();
    address = `127.0.0.1:${shown.port}`;
  });
  afterAll(() => shown.stop());

  it('tells grpc_health_probe whether it serves', async () => {
    const { healthProbe } = goPrograms();
    const probe = () => ran(healthProbe, `-addr=${address}`);
    expect(await probe()).toMatchObject({ code: 0, stderr: expect.stringContaining('status: SERVING') });
    shown.setServing(false);
    expect(await probe()).toMatchObject({ code: 4, stderr: expect.stringContaining('NOT_SERVING') });
    shown.setServing(true);
    expect((await probe()).code).toBe(0);
  });

  it('is called by grpcurl, which asks it what it has', async () => {
    const { grpcurl } = goPrograms();
    const { stdout } = await ran(grpcurl, '-plaintext', address, 'list');
    expect(stdout).toContain('greeter.v1.Greeter');
    const described = await ran(grpcurl, '-plaintext', address, 'describe', 'greeter.v1.Greeter.Hello');
    expect(described.stdout).toContain('rpc Hello ( .greeter.v1.Name ) returns ( .greeter.v1.Greeting );');
    const args = ['-plaintext', '-d', '{"name":"Ada"}', address, 'greeter.v1.Greeter/Hello'];
    expect(JSON.parse((await ran(grpcurl, ...args)).stdout)).toEqual({ text: 'hello Ada' });
  });

  const asked = shape.channelz ? 'tells of itself by channelz' : 'has no channelz, and says so';
  it(asked, async () => {
    const { grpcurl } = goPrograms();
    const proto = ['-import-path', protos, '-proto', 'channelz.proto'];
    const got = await ran(grpcurl, '-plaintext', ...proto, address, 'grpc.channelz.v1.Channelz/GetServers');
    if (!shape.channelz) {
      expect(got.stderr).toContain('Code: Unimplemented');
      return;
    }
    const { server } = JSON.parse(got.stdout);
    expect(server).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ callsStarted: expect.anything() }) }),
    );
  });
});
