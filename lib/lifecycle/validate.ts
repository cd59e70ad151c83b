import { constants } from 'node:os';
import { holdsOptions, wrongType } from '../context/internal';
import { isHealth } from './health';
import { isServer } from './server';

type Rule = readonly [needed: string, isValid: (value: unknown) => boolean];

const rules = new Map<string, Rule>([
  ['signal', ['the name of a signal, or a list of such names', isSignal]],
  ['health', ['a function or a health service', isHealth]],
  ['notServingFor', ['a number of milliseconds', isNumber]],
  ['grace', ['a number of milliseconds', isNumber]],
  ['exit', ['a function or false', (value) => typeof value === 'function' || value === false]],
]);

/**
 * Checks the arguments of `drain`.
 *
 * @throws TypeError if `server` is not a server, or an option is unknown or of a wrong type.
 * @throws RangeError if a time is negative or `NaN`.
 */
export function mustBeDrainable(servers: readonly unknown[], options: object): void {
  if (servers.length === 0)
    throw new TypeError('lifecycle: drain: server must be a server: got an empty list');
  for (const server of servers) {
    if (!isServer(server)) throw wrongType('lifecycle: drain: server', 'a server', server);
  }
  if (!holdsOptions(options)) {
    throw wrongType('lifecycle: drain: options', 'an object', options);
  }
  for (const [name, value] of Object.entries(options)) mustBeOption(name, value);
}

function mustBeOption(name: string, option: unknown): void {
  const rule = rules.get(name);
  if (rule === undefined) {
    throw new TypeError(`lifecycle: drain: options must be of ${[...rules.keys()].join(', ')}: got ${name}`);
  }
  if (option === undefined) return;
  const [needed, isValid] = rule;
  if (!isValid(option)) {
    throw wrongType(`lifecycle: drain: ${name}`, needed, option);
  }
  if (name === 'signal') mustBeHeard([option].flat());
  if (typeof option === 'number' && !(option >= 0)) {
    throw new RangeError(`lifecycle: drain: ${name} must be 0 or more: got ${option}`);
  }
}

/** @throws TypeError if no process hears of a signal. */
function mustBeHeard(names: readonly unknown[]): void {
  const deaf = names.find((name) => name === 'SIGKILL' || name === 'SIGSTOP');
  if (deaf !== undefined)
    throw new TypeError(`lifecycle: drain: signal must be one that a process can hear: got ${deaf}`);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isSignal(value: unknown): boolean {
  const names: unknown[] = Array.isArray(value) ? value : [value];
  return names.every((name) => typeof name === 'string' && name in constants.signals);
}
