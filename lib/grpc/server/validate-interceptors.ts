import type { ServerInterceptors } from '../interceptor';

/**
 * Returns `options`, which may be anything, as interceptors. `where` begins the text of an error.
 *
 * @throws TypeError if they are no object, or what they have under `unaryInterceptors` or `streamInterceptors` is no list of
 *   functions, or they have another name.
 */
export function validateInterceptors(where: string, options: ServerInterceptors): ServerInterceptors {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${where}: interceptors must be an object of lists: got ${typeOf(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (name === 'unaryInterceptors' || name === 'streamInterceptors') continue;
    throw new TypeError(
      `${where}: interceptors must be unaryInterceptors and streamInterceptors: got ${name}`,
    );
  }
  const { unaryInterceptors, streamInterceptors } = options;
  validateList(`${where}: unaryInterceptors`, unaryInterceptors);
  validateList(`${where}: streamInterceptors`, streamInterceptors);
  return { unaryInterceptors, streamInterceptors };
}

function validateList(where: string, list: unknown): void {
  if (list === undefined) return;
  if (!Array.isArray(list))
    throw new TypeError(`${where} must be a list of interceptors: got ${typeOf(list)}`);
  for (const interceptor of list) {
    if (typeof interceptor !== 'function') {
      throw new TypeError(`${where} must be a list of functions: got ${typeOf(interceptor)}`);
    }
  }
}

/** Returns what an error text calls `x`. */
export function typeOf(x: unknown): string {
  if (x === null) return 'null';
  return Array.isArray(x) ? 'array' : typeof x;
}
