import type { Clock } from '../../lib/context/internal';

interface Alarm {
  readonly time: number;
  readonly ring: () => void;
}

/** A clock that stands still until it is told to move. */
export class FakeClock implements Clock {
  private time: number;
  private alarms: Alarm[] = []; // in the order in which they were set

  constructor(time = 0) {
    this.time = time;
  }

  /** How many alarms are set. */
  get waiting(): number {
    return this.alarms.length;
  }

  now(): number {
    return this.time;
  }

  at(time: number, f: () => void): () => void {
    const alarm = { time, ring: f };
    this.alarms.push(alarm);
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets `ms` milliseconds pass; each alarm rings at its time. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (let alarm = this.first(end); alarm; alarm = this.first(end)) {
      this.time = Math.max(this.time, alarm.time);
      this.ring(alarm);
    }
    this.time = end;
  }

  /** Lets `ms` milliseconds pass as they do while the event loop is busy: the alarms ring late, the last one first. */
  passBusy(ms: number): void {
    this.time += ms;
    for (let alarm = this.last(); alarm; alarm = this.last()) this.ring(alarm);
  }

  private ring(alarm: Alarm): void {
    this.alarms = this.alarms.filter((other) => other !== alarm);
    alarm.ring();
  }

  private first(end: number): Alarm | undefined {
    return this.due(end).reduce<Alarm | undefined>((a, b) => (a && a.time <= b.time ? a : b), undefined);
  }

  private last(): Alarm | undefined {
    return this.due(this.time).at(-1);
  }

  private due(end: number): Alarm[] {
    return this.alarms.filter((alarm) => alarm.time <= end);
  }
}
