import type { ClientInterceptors } from '../interceptor';

const known = ['unaryInterceptors', 'streamInterceptors'] satisfies Array<keyof ClientInterceptors>;

/**
 * Looks at the interceptors of a client. `where` begins the text of an error.
 *
 * @throws TypeError if `options` is not an object of lists of interceptors.
 */
export function validateClientInterceptors(where: string, options: ClientInterceptors): void {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const got = given === null ? 'null' : Array.isArray(given) ? 'an array' : typeof given;
    throw new TypeError(`${where}: options must be { ${known.join(', ')} }: got ${got}`);
  }
  for (const key of Object.keys(given)) {
    if (!known.some((name) => name === key)) {
      throw new TypeError(`${where}: options must be { ${known.join(', ')} }: got ${JSON.stringify(key)}`);
    }
  }
  for (const name of known) {
    const list: unknown = options[name];
    if (list !== undefined && !Array.isArray(list)) {
      throw new TypeError(`${where}: ${name} must be a list of interceptors: got ${typeof list}`);
    }
  }
}
