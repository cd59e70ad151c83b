import type { OutgoingHttpHeaders } from 'node:http';
import type { MD } from '../../metadata';
import { encodeTimeout } from '../../wire/internal';
import { joinFields } from '../field-list';
import { withoutFieldsOfMessage } from '../fields';
import type { Protocol } from '../protocol';

const longestTimeout = 9_999_999_999; // ten digits of Connect's protocol

/** What headers can be made of. */
export type HeadersInit = ConstructorParameters<typeof Headers>[0];

/** The fields of a request. */
export class RequestFields {
  /** The fields as Connect takes them. */
  readonly headers: HeadersInit;
  private readonly lists: ReadonlyMap<string, readonly string[]>; // of names that `headers` cannot hold
  private readonly joined: Headers | undefined;
  private readonly ofMessage: MD | undefined; // with what is sent over gRPC alone, if there is any

  /** `outgoing` is the metadata of the context, and `own` the fields of the call itself. */
  constructor(outgoing: MD | undefined, own: HeadersInit) {
    const sent = outgoing && withoutFieldsOfMessage(outgoing, 'connect');
    const { joined = undefined, lists = new Map() } =
      sent === undefined ? {} : joinFields(new Headers(own), sent);
    this.ofMessage = sent === outgoing ? undefined : outgoing;
    this.joined = joined;
    this.headers = joined ?? own;
    this.lists = lists;
  }

  /** Returns `headers`, which Connect made of these, with the values that they cannot hold, and the time that is left. */
  complete(
    headers: OutgoingHttpHeaders,
    protocol: Protocol,
    deadline: Date | undefined,
  ): OutgoingHttpHeaders {
    const { ofMessage } = this;
    if (this.lists.size === 0 && deadline === undefined && ofMessage === undefined) return headers;
    const complete = { ...headers };
    if (protocol === 'grpc')
      for (const [name, list] of ofMessage ?? []) if (!(name in complete)) complete[name] = [...list];
    for (const [name, list] of this.lists)
      if (this.isOurs(name, headers[name])) complete[name] = list.length === 1 ? list[0] : [...list];
    if (deadline !== undefined)
      Object.assign(complete, timeoutField(deadline.getTime() - Date.now(), protocol));
    return complete;
  }

  /** Reports whether `value` is what `joined` has as `name`: copies of headers cut spaces off its ends, as after a last one that is empty. */
  private isOurs(name: string, value: unknown): boolean {
    return typeof value === 'string' && value.trim() === this.joined?.get(name)?.trim();
  }
}

function timeoutField(ms: number, protocol: Protocol): Record<string, string> {
  const isGrpc = protocol === 'grpc' || protocol === 'grpc-web';
  if (isGrpc) return { 'grpc-timeout': encodeTimeout(ms) };
  return { 'connect-timeout-ms': String(Math.min(Math.max(Math.ceil(ms), 1), longestTimeout)) };
}
