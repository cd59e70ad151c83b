import { join } from 'node:path';
import { types } from 'node:util';
import { credentials } from '@grpc/grpc-js';
import * as context from '../../lib/context';
import { policy } from '../../lib/forward';
import * as metadata from '../../lib/metadata';
import * as peer from '../../lib/peer';
import * as status from '../../lib/status';
import { newClientConn } from '../../lib/stub';
import { type Subpath, subpaths } from '../house/subpaths';
import { ForeignContext } from '../support/foreign-context';
import type { Random } from '../support/random';
import { root } from '../support/sources';
import { oddValue, secret } from './odd';
import type { Fuzzed } from './stage';

/** Something that is called with random arguments, and the name that an error of it has to tell. */
interface Target {
  readonly name: string;
  readonly call: (args: unknown[]) => unknown;
}

/** Arguments as functions want them. */
const good: readonly [() => unknown, ...Array<() => unknown>] = [
  () => context.background(),
  () => context.withCancel(context.background())[0],
  () => context.withTimeout(context.background(), 1000)[0],
  () => metadata.appendToOutgoingContext(context.background(), 'k', secret),
  () => metadata.newIncomingContext(context.background(), { authorization: secret }),
  () => new ForeignContext(),
  () => ({ ...new ForeignContext(), err: () => undefined, value: () => undefined, signal: undefined }),
  () => context.key('k'),
  () => metadata.Pairs('k', secret, 'k-bin', secret),
  () => new peer.Peer(),
  () => new Date(Date.now() + 1000),
  () => 'k',
  () => 'k-bin',
  () => 10,
  () => (x: unknown) => x,
  () => () => undefined,
  () => async () => secret,
  () => [],
  () => ({}),
  () => undefined,
];

function argument(random: Random): unknown {
  return random.below(3) === 0 ? oddValue(random) : random.of(good)();
}

/** Objects that functions return, by subpath: their methods are called too. */
const objects: Readonly<Record<string, Readonly<Record<string, () => object>>>> = {
  'mdctx/context': { Context: () => context.withCancel(context.background())[0] },
  'mdctx/status': { Status: () => status.New(5, secret) },
  'mdctx/stub': {
    ClientConn: () => newClientConn('127.0.0.1:1', { credentials: credentials.createInsecure() }),
  },
  'mdctx/forward': { Policy: () => policy({ keys: ['x-*'], credentials: ['authorization'] }) },
};

/** What the subpaths hand on of their runtimes. */
const notOurs = new Set<unknown>(
  ['nice-grpc', 'nice-grpc-common', '@grpc/grpc-js'].flatMap((name) => Object.values(require(name))),
);

/** Classes and decorators whose functions a framework calls. */
const calledByFramework = new Set(['ContextInterceptor', 'StatusFilter', 'Ctx', 'IncomingMetadata']);

/** Returns what each public function and method of `subpath` is, by its name. */
function targetsOf({ name, folder }: Subpath): Target[] {
  const found = Object.entries(objects[name] ?? {}).flatMap(([of, make]) => methodsOf(of, make));
  const module: Record<string, unknown> = require(join(root, folder));
  for (const [key, value] of Object.entries(module)) {
    if (
      typeof value !== 'function' ||
      key in (objects[name] ?? {}) ||
      notOurs.has(value) ||
      calledByFramework.has(key)
    )
      continue;
    if (!isClass(value)) found.push({ name: key, call: (args) => Reflect.apply(value, undefined, args) });
    else found.push(...targetsOfClass(key, value));
  }
  return found;
}

function isClass(f: object): f is new (...args: unknown[]) => object {
  return /^class\b/.test(Function.prototype.toString.call(f));
}

/** What a class is made with that cannot do without. */
const needed: Readonly<Record<string, readonly unknown[]>> = { ManualResolver: ['fuzz'] };

function targetsOfClass(name: string, made: new (...args: unknown[]) => object): Target[] {
  const make = () => new made(...(needed[name] ?? []));
  return [{ name, call: (args) => Reflect.construct(made, args) }, ...methodsOf(name, make)];
}

/** Returns the methods of what `make` returns, its own and those of its class. */
function methodsOf(name: string, make: () => object): Target[] {
  const object = make();
  const prototype: object = Object.getPrototypeOf(object);
  return [object, prototype === Object.prototype ? {} : prototype].flatMap((owner) =>
    Object.entries(Object.getOwnPropertyDescriptors(owner))
      .filter(([method, { value }]) => method !== 'constructor' && typeof value === 'function')
      .map(([method, { value }]) => ({
        name: `${name}.${method}`,
        call: (args: unknown[]) => Reflect.apply(value, make(), args),
      })),
  );
}

/** Errors that are not ours to word: of the values that were given, or of grpc-go. */
const foreign = [
  /^a trap$/,
  /on a proxy that has been revoked$/,
  /^metadata: \w+ got (the|an) odd number of input pairs for metadata: \d+$/,
];

/** Returns what is wrong with `error`, which the function `name` threw for `args`; `undefined` if all is well. */
function validateSent(name: string, error: unknown, args: readonly unknown[]): string | undefined {
  if (args.includes(error)) return undefined;
  if (!(error instanceof Error)) return `${name} throws what is no error: ${typeof error}`;
  const { message } = error;
  const told = `${name}: ${error.name}: ${message}`;
  // A key may be told, in quotes, and so may what grpc-go tells: the scheme of a token, and not the token.
  const shown = message.replace(`"${secret}"`, '').replace(`unauthenticated with ${secret}`, '');
  if (shown.includes(secret)) return `tells a value: ${told}`;
  if (foreign.some((text) => text.test(message)) || isStatus(error)) return undefined;
  if (!(error instanceof TypeError || error instanceof RangeError)) return `is of a wrong class: ${told}`;
  const [, named = ''] = /^[a-z-]+: ([\w.]+): /.exec(message) ?? [];
  const names = [name, name.slice(name.indexOf('.') + 1)].map((text) => text.toLowerCase()); // a method with its class, or without
  return names.includes(named.toLowerCase()) ? undefined : `does not name its function: ${told}`;
}

/** Reports whether `error` is how a call fails, in grpc-go's words. */
function isStatus(error: Error): boolean {
  return 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/** Ends what a function returned with a function that ends it, and waits a moment for what it promised. */
async function used(result: unknown): Promise<void> {
  if (Array.isArray(result) && typeof result[1] === 'function') result[1]();
  if (!types.isPromise(result)) return;
  await Promise.race([result, new Promise((resolve) => setImmediate(resolve))]);
}

/** Random arguments for each public function of a subpath: a text that names the function, or an outcome. */
export function randomArguments(subpath: Subpath): Fuzzed {
  return {
    name: `arguments, ${subpath.name}`,
    async start() {
      const targets = targetsOf(subpath);
      const [first, ...more] = targets;
      return {
        async one(random) {
          if (first === undefined) return [];
          const { name, call } = random.of([first, ...more]);
          const args = Array.from({ length: random.below(5) }, () => argument(random));
          try {
            await used(call(args));
            return [];
          } catch (error) {
            const fault = validateSent(name, error, args);
            return fault === undefined ? [] : [`${fault}, given ${args.map((arg) => typeof arg).join(', ')}`];
          }
        },
        close() {},
      };
    },
  };
}

/** The stages of all subpaths. */
export const argumentStages: readonly Fuzzed[] = subpaths.map(randomArguments);
