// biome-ignore lint/suspicious/noTsIgnore: it is an error only where the package is missing
/** @ts-ignore: `@bufbuild/protobuf` is there where its definitions are, and these types are for those alone. */
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { MethodOptions } from './method';

/** What the compiler knows of a method. Without types of its own its messages are `unknown`, and its kind is `boolean`s. */
export interface TypedMethod<
  RequestIn = unknown,
  RequestOut = unknown,
  ResponseIn = unknown,
  ResponseOut = unknown,
  RequestStream extends boolean = boolean,
  ResponseStream extends boolean = boolean,
> {
  /** What a client sends. */
  readonly requestIn: RequestIn;
  /** What a handler receives. */
  readonly requestOut: RequestOut;
  /** What a handler sends. */
  readonly responseIn: ResponseIn;
  /** What a client receives. */
  readonly responseOut: ResponseOut;
  readonly requestStream: RequestStream;
  readonly responseStream: ResponseStream;
}

/** The methods of a service by name, as far as the compiler knows them. Those of a definition that has no types are `TypedMethod`. */
export type Methods<Service> = Service extends { new (...args: never): object; readonly service: infer Own }
  ? Methods<Own>
  : Service extends { readonly kind: 'service'; readonly method: infer Own }
    ? { readonly [Name in keyof Own]: OfProtobufEs<Own[Name]> }
    : Service extends { readonly fullName: string; readonly methods: infer Own }
      ? { readonly [Name in keyof Own]: OfTsProto<Own[Name]> }
      : Service extends { readonly typeName: string; readonly methods: readonly unknown[] }
        ? { readonly [name: string]: TypedMethod }
        : OfRecord<Service>;

type OfRecord<Service> = [Known<Service>] extends [never]
  ? { readonly [name: string]: TypedMethod }
  : { readonly [Name in Known<Service>]: OfGrpcJs<Service[Name]> };

/** The names that are written out, in a type that has all others too. */
type Known<T> = keyof { [Name in keyof T as string extends Name ? never : Name]: T[Name] } & keyof T;

type OfGrpcJs<M> = M extends {
  readonly requestStream: infer RequestStream extends boolean;
  readonly responseStream: infer ResponseStream extends boolean;
  requestSerialize(message: infer RequestIn): Uint8Array;
  requestDeserialize(bytes: never): infer RequestOut;
  responseSerialize(message: infer ResponseIn): Uint8Array;
  responseDeserialize(bytes: never): infer ResponseOut;
}
  ? TypedMethod<RequestIn, RequestOut, ResponseIn, ResponseOut, RequestStream, ResponseStream>
  : TypedMethod;

type OfTsProto<M> = M extends {
  readonly requestType: infer Request;
  readonly responseType: infer Response;
  readonly requestStream: infer RequestStream extends boolean;
  readonly responseStream: infer ResponseStream extends boolean;
  readonly options: MethodOptions;
}
  ? TypedMethod<In<Request>, Out<Request>, In<Response>, Out<Response>, RequestStream, ResponseStream>
  : TypedMethod;

type In<Type> = Type extends { fromPartial: infer From extends (object: never) => unknown }
  ? Parameters<From>[0] // of a generic function too
  : Out<Type>;
type Out<Type> = Type extends { decode(bytes: never): infer Message } ? Message : unknown;

type OfProtobufEs<M> = M extends {
  readonly input: infer Request extends DescMessage;
  readonly output: infer Response extends DescMessage;
  readonly methodKind: infer Kind;
}
  ? TypedMethod<
      MessageInitShape<Request>,
      MessageShape<Request>,
      MessageInitShape<Response>,
      MessageShape<Response>,
      Streams<Kind, 'client_streaming'>,
      Streams<Kind, 'server_streaming'>
    >
  : TypedMethod;

type Streams<Kind, OneWay> = Kind extends 'bidi_streaming' | OneWay ? true : false;
