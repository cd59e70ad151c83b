import type { MD } from '../metadata';
import { encodeBinary, nameOf } from '../metadata/internal';

type Each = (value: string, name: string, headers: Headers) => void;
type Lists = ReadonlyMap<string, readonly string[]>;

/**
 * Returns headers with the fields of `md`, their names after `prefix`, and those of `headers`, of one name in this order. It is
 * `headers` itself if that can hold them: it joins the values of one name, and cuts spaces off the ends of a value. Else it is
 * headers that keep them apart for `forEach`, by which Connect's adapters write to Node.
 */
export function withFields(headers: Headers, md: MD, prefix = ''): Headers {
  const { joined, lists } = joinFields(headers, md, prefix);
  return lists === undefined ? joined : apart(joined, lists);
}

/** What `joinFields` returns. */
export interface JoinedFields {
  /** Has the values of one name joined. */
  readonly joined: Headers;
  /** The values of each name; `undefined` if they are those that `joined` has. */
  readonly lists: Lists | undefined;
}

/** Returns the fields that `withFields` returns, and what headers cannot hold. */
export function joinFields(headers: Headers, md: MD, prefix = ''): JoinedFields {
  if (addPlain(headers, md, prefix)) return { joined: headers, lists: undefined };
  const lists = new Map<string, string[]>();
  let fits = true;
  md.forEach((values, key) => {
    const { isReserved, isBinary } = nameOf(key);
    if (isReserved) return;
    const name = `${prefix}${key}`;
    const fields = isBinary ? values.map(encodeBinary) : values;
    fits &&= fitsIn(headers, name, fields);
    lists.set(name, [...fields]);
  });
  if (fits) return { joined: filled(headers, lists), lists: undefined };
  headers.forEach((value, name) => {
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [value]);
    else list.push(value);
  });
  return { joined: filled(new Headers(), lists), lists };
}

/** Adds the fields of `md` to `headers`, if each can be added as it is. Reports whether that was so, and adds none otherwise. */
function addPlain(headers: Headers, md: MD, prefix: string): boolean {
  for (const [key, values] of md) {
    const { length, 0: value = '' } = values;
    if (!nameOf(key).isPlain || length !== 1 || value.trim() !== value) return false;
    if (headers.has(`${prefix}${key}`)) return false;
  }
  md.forEach(([value = ''], key) => {
    headers.set(`${prefix}${key}`, value);
  });
  return true;
}

function fitsIn(headers: Headers, name: string, [value, ...others]: readonly string[]): boolean {
  return others.length === 0 && value !== undefined && value.trim() === value && !headers.has(name);
}

function filled(headers: Headers, lists: Lists): Headers {
  for (const [name, list] of lists) for (const value of list) headers.append(name, value);
  return headers;
}

/** Has `forEach` of `headers` give each value of `lists` on its own, unless another was set since. */
function apart(headers: Headers, lists: Lists): Headers {
  const joined = new Map([...lists.keys()].map((name) => [name, headers.get(name)]));
  const each = headers.forEach.bind(headers);
  const forEach = (f: Each, thisArg?: unknown) =>
    each((value, name) => {
      const list = joined.get(name) === value ? lists.get(name) : undefined;
      for (const own of list ?? [value]) f.call(thisArg, own, name, headers);
    });
  Object.defineProperty(headers, 'forEach', { value: forEach });
  return headers;
}
