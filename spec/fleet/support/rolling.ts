import assert from 'node:assert/strict';
import type { Load } from '../client/load';
import type { Service } from './service';

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
        if (held.size === 3) resolve();
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

  /** Returns the calls whose handlers ran in one of `services`. */
  ranIn(services: readonly Service[]): Set<string> {
    return new Set(services.flatMap(runsOf));
  }

  /** Returns the calls whose handlers ran more than once. */
  ranAgain(): string[] {
    const runs = new Map<string, number>();
    for (const id of this.services.flatMap(runsOf)) runs.set(id, (runs.get(id) ?? 0) + 1);
    return [...runs].filter(([, times]) => times > 1).map(([id]) => id);
  }
}

function runsOf({ told }: Service): string[] {
  return told.flatMap((told) => (told.event === 'run' ? told.id : []));
}
