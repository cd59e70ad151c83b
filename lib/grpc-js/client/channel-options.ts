import { ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import { holdsOptions, kindOf, wrongType } from '../../context/internal';

/**
 * Checks the options of a channel, which may be anything: all that grpc-js knows have a dot in their names, and it ignores
 * any other without a warning. `where` begins the text of an error.
 *
 * @throws TypeError if they are not an object, or a name has no dot.
 */
export function validateChannelOptions(where: string, options: ChannelOptions | undefined): void {
  if (options === undefined) return;
  if (!holdsOptions(options)) {
    const got = kindOf(options);
    throw new TypeError(`${where}: options must be an object of options of a channel: got ${got}`);
  }
  for (const name of Object.keys(options)) {
    if (name.includes('.')) continue;
    const remedy = remedies.get(name) ?? '';
    throw new TypeError(`${where}: an option of a channel must have a dot in its name: got ${name}${remedy}`);
  }
}

const ofClients = ': interceptors are given to the client';
const remedies: ReadonlyMap<string, string> = new Map([
  ['interceptors', ofClients],
  ['unaryInterceptors', ofClients],
  ['streamInterceptors', ofClients],
  ['credentials', ': credentials are an argument of their own'],
]);

/** @throws TypeError if `given` is there and is not the credentials of a channel. `where` begins the text. */
export function validateCredentials(where: string, given: ChannelCredentials | undefined): void {
  const isOne =
    given === undefined ||
    given instanceof ChannelCredentials ||
    (typeof given === 'object' && given !== null && '_isSecure' in given && 'compose' in given); // of another copy of grpc-js; those of a server have no compose
  if (isOne) return;
  throw wrongType(`${where}: credentials`, 'ChannelCredentials', given);
}
