import { background, run } from '../context';

/**
 * Has Node load the module from which `Headers` come, outside of any context. Node loads it when it is first asked for, and its
 * module makes a promise then that lives as long as the process: made during a call, it would keep the context of that.
 */
export function loadHeaders(): void {
  run(background(), () => new Headers());
}
