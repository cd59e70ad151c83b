import {
  type Channel,
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
import { isBinary, nameOf, setOwned } from '../../metadata/internal';
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

/** Returns `like` as the class that grpc-js asks for. */
export function asMetadata(like: Pick<Metadata, 'toHttp2Headers' | 'getOptions'>): Metadata {
  return like as unknown as Metadata; // it has all public methods, and `Metadata.prototype` among its prototypes
}

/** Returns the values of `metadata` by key. They are its own, and not to be changed. */
export function listsOf(metadata: Metadata): Lists {
  const lists: unknown = Reflect.get(metadata, 'internalRepr'); // protected; without it, its copy is as good
  return lists instanceof Map ? lists : new Map(Object.entries(metadata.toJSON()));
}

/** Adds to `md`, which is empty, what of `metadata` is shown to whoever receives it. */
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
    for (const value of values) metadata.add(key, isBinary(key) ? Buffer.from(value, 'latin1') : value);
  }
  return asReceived(metadata);
}

/** Returns `call` as the class that grpc-js asks an interceptor for. */
export function asInterceptingCall(call: Call): InterceptingCall {
  return call as unknown as InterceptingCall; // it has all public methods, and grpc-js calls no other
}

/** Reports whether the connections of `channel` are secure; `undefined` if it does not tell. */
export function isSecure(channel: Channel): boolean | undefined {
  const inner: unknown = Reflect.get(channel, 'internalChannel'); // private; where it is not there, nothing is told
  const credentials: unknown = inner instanceof Object ? Reflect.get(inner, 'credentials') : undefined;
  return credentials instanceof ChannelCredentials ? credentials._isSecure() : undefined;
}

/** Compression, by the number that grpc-js has for it in the options of a channel. */
const compressors = ['identity', 'deflate', 'gzip'];

/** Returns with what a channel compresses, as far as grpc-js tells: its channel has the options inside. */
export function compressorOf(channel: object): string {
  const options: unknown = Reflect.get(Object(Reflect.get(channel, 'internalChannel')), 'options');
  const algorithm: unknown = Reflect.get(Object(options), 'grpc.default_compression_algorithm');
  return compressors[Number(algorithm ?? 0)] ?? 'identity';
}

type Codec = Pick<ClientMethod, 'requestSerialize' | 'responseDeserialize'>;

/** Returns `call`, which reads and writes its messages by `codec` now, as far as the innermost of its calls is grpc-js's own. */
export function withCodec(call: Call, { requestSerialize, responseDeserialize }: Codec): Call {
  let innermost: object = call;
  for (let next: unknown = call; typeof next === 'object' && next !== null; ) {
    innermost = next;
    next = Reflect.get(next, 'nextCall'); // private, as what follows is: grpc-js takes the codec from the method alone
  }
  const method: unknown = Reflect.get(innermost, 'methodDefinition');
  if (typeof method !== 'object' || method === null) return call;
  if (Reflect.get(method, 'requestSerialize') === requestSerialize) return call;
  Reflect.set(innermost, 'methodDefinition', { ...method, requestSerialize, responseDeserialize });
  return call;
}
