import assert from 'node:assert/strict';
import { contextOf } from '../client/checks';
import { engines } from '../client/engines';
import type { Load } from '../client/load';
import type { Told } from '../service/command';
import type { Service } from './service';

type Run = Extract<Told, { event: 'run' }>;

// A proxy that sends calls to the service with the fewest of them gives one that holds its calls its share, and no more.
const enoughHeld = 2;
let settled = 0;

/** Services that are ended and started again, one after the other, under a load. */
export class Rolling {
  private readonly services: readonly Service[];

  constructor(services: readonly Service[]) {
    this.services = services;
    for (const service of services) service.told.length = 0;
  }

  /** Has each end in order, come back on its port, and answer again before the next one goes. */
  async restart(load: Load): Promise<void> {
    for (const service of this.services) {
      assert.equal(await service.drain(), 0, `${service.name}: ${service.process.stderr}`);
      await service.up();
      await load.until(() => load.answered.has(service.instance));
    }
  }

  /**
   * Kills the first service when some calls are known to be at work there, and starts it again. Returns the calls that
   * were under way then, there or elsewhere.
   */
  async kill(load: Load): Promise<Set<string>> {
    const [service] = this.services;
    assert.ok(service);
    const held = new Set<string>();
    const some = new Promise<void>((resolve) => {
      service.process.each((line) => {
        if (line.event === 'held') held.add(String(line.id));
        if (held.size === enoughHeld) resolve();
      });
    });
    await service.hold();
    await some;
    return load.openDuring(async () => {
      await service.kill();
      await service.up();
      await load.until(() => load.answered.has(service.instance));
    });
  }

  /** Waits until all that the services told of calls which are over has been read. */
  async settle(): Promise<void> {
    await Promise.all(
      this.services.map(async (service) => {
        const client = engines['grpc-js'](`127.0.0.1:${service.port}`);
        const id = `settled-${++settled}`;
        await client.unary(contextOf(id), { id, do: 'echo' });
        await service.when('run', id);
        client.close();
      }),
    );
  }

  /** Returns how often and how the handler of each call ran in one of `services`. */
  runs(services: readonly Service[] = this.services): Map<string, Run[]> {
    const runs = new Map<string, Run[]>();
    for (const told of services.flatMap(({ told }) => told)) {
      if (told.event === 'run') runs.set(told.id, [...(runs.get(told.id) ?? []), told]);
    }
    return runs;
  }
}
