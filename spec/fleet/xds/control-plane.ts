import { Program } from '../support/program';
import { pathOf } from '../tools';
import type { Resource } from './resources';

let version = 0;

/** A control plane of xDS, whose resources have names by which they are replaced. */
export class ControlPlane {
  private readonly program: Program;
  private readonly resources = new Map<string, readonly Resource[]>();

  private constructor(program: Program) {
    this.program = program;
    program.each(({ refused }) => {
      if (refused !== undefined) this.refused.push(String(refused));
    });
  }

  /** Why clients did not take what they were told. */
  readonly refused: string[] = [];

  /** Starts one, and has this process and those that it starts from now on ask it. */
  static async start(port = 0): Promise<ControlPlane> {
    const program = new Program(pathOf('fleet'), ['control', String(port)]);
    const at = await program.when(({ port }) => (typeof port === 'number' ? port : undefined));
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
    return new ControlPlane(program);
  }

  /** Has `resources` be in force, in place of those that were put under `name`, beside those under other names. */
  async put(name: string, ...resources: readonly Resource[]): Promise<void> {
    this.resources.set(name, resources);
    const own = String(++version);
    this.program.write({ version: own, resources: [...this.resources.values()].flat() });
    await this.program.when(({ set }) => (set === own ? set : undefined));
  }

  stop(): Promise<void> {
    return this.program.kill();
  }
}
