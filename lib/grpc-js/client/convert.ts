import {
  ChannelCredentials,
  type InterceptingCall,
  type InterceptingListener,
  Metadata,
  type MetadataValue,
} from '@grpc/grpc-js';
import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import type { Status } from 'nice-grpc-common';

import type { ClientMethod, ReceivedFields } from '../../grpc/internal';
import { MD } from '../../metadata';
import { nameOf, setOwned } from '../../metadata/internal';
import { isUnsupported } from '../../wire/internal';
import { asReceived } from '../received-metadata';

/** A call of grpc-js's: one of a channel, whose messages are bytes, or what an interceptor is given to call. */
export interface Call {
  start(metadata: Metadata, listener: InterceptingListener): void;
  sendMessageWithContext(context: MessageContext, message: unknown): void;
  startRead(): void;
  halfClose(): void;
  cancelWithStatus(status: Status, details: string): void;
  getPeer(): string;
  getAuthContext(): ReturnType<InterceptingCall['getAuthContext']>;
}

type Lists = ReadonlyMap<string, readonly MetadataValue[]>;

/** Returns the values of `metadata` by key. They are its own, and not to be changed. */
export function listsOf(metadata: Metadata): Lists {
  const lists: unknown = Reflect.get(metadata, 'internalRepr'); // protected; without it, its copy is as good
  return lists instanceof Map ? lists : new Map(Object.entries(metadata.toJSON()));
}

/** Adds to `md`, which is empty, the part of `metadata` that its receiver may see. */
export function copyShown(metadata: Metadata, md: MD): void {
  for (const [key, values] of listsOf(metadata)) {
    if (values.length > 0 && !nameOf(key).isHidden) setOwned(md, key, values.map(asText));
  }
}

function asText(value: MetadataValue): string {
  return typeof value === 'string' ? value : value.toString('latin1');
}

/** Returns a header or a trailer that interceptors have seen as grpc-js tells one. */
export function toMetadata(fields: ReceivedFields): Metadata {
  const [md, metadata] = [new MD(), new Metadata()];
  fields.copyTo(md);
  for (const [key, values] of md) {
    const name = nameOf(key);
    const kept = values.filter((value) => !isUnsupported(name, value)); // grpc-js's own throws for others
    for (const value of kept) metadata.add(key, name.isBinary ? Buffer.from(value, 'latin1') : value);
  }
  return asReceived(metadata);
}

/** Returns `call` as the class that grpc-js asks an interceptor for. */
export function asInterceptingCall(call: Call): InterceptingCall {
  return call as unknown as InterceptingCall; // it has all public methods, and grpc-js calls no other
}

/** Returns the private inner channel of a channel; an empty object where there is none. */
export function insideOf(channel: object): object {
  return Object(Reflect.get(channel, 'internalChannel'));
}

/** Returns that of the channel that `call` is on, as far as the innermost of its calls is grpc-js's own. */
export function channelOf(call: Call): object {
  const resolving: unknown = Reflect.get(innermostOf(call), 'call'); // private, as its channel is
  return Object(Reflect.get(Object(resolving), 'channel'));
}

/** Reports whether the connections of a channel are secure; `undefined` if that is not known. */
export function isSecure(inside: object): boolean | undefined {
  const credentials: unknown = Reflect.get(inside, 'credentials');
  return credentials instanceof ChannelCredentials ? credentials._isSecure() : undefined;
}

/** Returns the `:authority` of the calls of a channel; `undefined` if it is not known. */
export function authorityOf(inside: object): string | undefined {
  const authority: unknown = Reflect.get(inside, 'defaultAuthority');
  return typeof authority === 'string' ? authority : undefined;
}

/** Compression, by the number that grpc-js has for it in the options of a channel. */
const compressors = ['identity', 'deflate', 'gzip'];

/** Returns the compression of a channel, if its inner channel, `inside`, has the options. */
export function compressorOf(inside: object): string {
  const algorithm = optionsOf(inside)?.('grpc.default_compression_algorithm');
  return compressors[Number(algorithm ?? 0)] ?? 'identity';
}

/** Returns a function that reads an option of a channel by its name; `undefined` if its options are not known. */
export function optionsOf(inside: object): ((name: string) => unknown) | undefined {
  const options: unknown = Reflect.get(inside, 'options');
  return typeof options === 'object' && options !== null ? (name) => Reflect.get(options, name) : undefined;
}

type Codec = Pick<ClientMethod, 'requestSerialize' | 'responseDeserialize'>;

/** Returns `call`, which reads and writes its messages by `codec` now, as far as the innermost of its calls is grpc-js's own. */
export function withCodec(call: Call, { requestSerialize, responseDeserialize }: Codec): Call {
  const innermost = innermostOf(call);
  const method: unknown = Reflect.get(innermost, 'methodDefinition');
  if (typeof method !== 'object' || method === null) return call;
  if (Reflect.get(method, 'requestSerialize') === requestSerialize) return call;
  Reflect.set(innermost, 'methodDefinition', { ...method, requestSerialize, responseDeserialize });
  return call;
}

/** Reports whether `withCodec` can have `call` use another codec. */
export function takesCodec(call: Call): boolean {
  return typeof Reflect.get(innermostOf(call), 'methodDefinition') === 'object';
}

/** Returns the innermost of the calls that interceptors have wrapped. */
function innermostOf(call: Call): object {
  let innermost: object = call;
  for (let next: unknown = call; typeof next === 'object' && next !== null; ) {
    innermost = next;
    next = Reflect.get(next, 'nextCall'); // private, as what it has is: grpc-js takes the codec from the method alone
  }
  return innermost;
}
