import { freePort } from '../support/ports';
import { Program } from '../support/program';
import { pathOf } from '../tools';
import type { Resource } from './resources';

let version = 0;

/** A control plane of xDS, whose resources have names by which they are replaced. */
export class ControlPlane {
  private program: Program;
  private readonly port: number;
  private readonly resources = new Map<string, readonly Resource[]>();

  private constructor(program: Program, port: number) {
    this.program = program;
    this.port = port;
    this.watch();
  }

  /** Why clients did not take what they were told. */
  readonly refused: string[] = [];

  /** Starts one, and has this process and those that it starts from now on ask it. */
  static async start(): Promise<ControlPlane> {
    const { program, at } = await spawned(await freePort());
    process.env.GRPC_XDS_BOOTSTRAP_CONFIG = JSON.stringify({
      xds_servers: [
        {
          server_uri: `127.0.0.1:${at}`,
          channel_creds: [{ type: 'insecure' }],
          server_features: ['xds_v3'],
        },
      ],
      node: { id: 'fleet', cluster: 'fleet', locality: { region: 'here' } },
      server_listener_resource_name_template: 'grpc/server?listen=%s',
    });
    return new ControlPlane(program, at);
  }

  /** Has `resources` be in force, in place of those that were put under `name`, beside those under other names. */
  put(name: string, ...resources: readonly Resource[]): Promise<void> {
    return this.putAll([[name, resources]]);
  }

  /** The same for several names at once: nothing is sent while clients ask for the first of them. */
  async putAll(all: Iterable<readonly [name: string, resources: readonly Resource[]]>): Promise<void> {
    for (const [name, resources] of all) this.resources.set(name, resources);
    await this.send();
  }

  /** Waits until a client does not take what it was told, and returns why. */
  whenRefused(): Promise<string> {
    return this.program.when(({ refused }) => (refused === undefined ? undefined : String(refused)));
  }

  private watch(): void {
    this.program.each(({ refused }) => {
      if (refused !== undefined) this.refused.push(String(refused));
    });
  }

  private async send(): Promise<void> {
    const own = String(++version);
    this.program.write({ version: own, resources: [...this.resources.values()].flat() });
    await this.program.when(({ set }) => (set === own ? set : undefined));
  }

  /** Starts one again, on the same port, with the resources that the last one had. */
  async restart(): Promise<void> {
    this.program = (await spawned(this.port)).program;
    this.watch();
    await this.send();
  }

  stop(): Promise<void> {
    return this.program.kill();
  }
}

async function spawned(port: number): Promise<{ program: Program; at: number }> {
  const program = new Program(pathOf('fleet'), ['control', String(port)]);
  const at = await program.when(({ port }) => (typeof port === 'number' ? port : undefined));
  return { program, at };
}
