import { background, run, withValue } from '../../lib/context';
import { clockKey } from '../../lib/context/internal';
import { type Drain, type DrainOptions, drain } from '../../lib/lifecycle';
import { FakeClock } from '../support/fake-clock';
import { microtasks } from '../support/time';

/** Drains whose time a spec moves on. */
export class Timed {
  private readonly clock = new FakeClock();

  drain(server: Parameters<typeof drain>[0], options: DrainOptions): Drain {
    return run(withValue(background(), clockKey, this.clock), drain, server, options);
  }

  /** Lets `ms` milliseconds pass, once somebody waits for time to pass, and what comes of that. */
  async passes(ms: number): Promise<void> {
    while (this.clock.waiting === 0) await microtasks();
    this.clock.pass(ms);
    await microtasks();
  }
}
