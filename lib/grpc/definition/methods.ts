import { holdsOptions, wrongType } from '../../context/internal';
import type { Method } from './method';
import { isMethodRecord, type MethodRecord, recordedMethods } from './method-record';
import { isProtobufEs, type ProtobufEsService, protobufEsMethods } from './protobuf-es';
import { isProtobufTs, type ProtobufTsService, protobufTsMethods } from './protobuf-ts';
import { isTsProto, type TsProtoService, tsProtoMethods } from './ts-proto';

/** A client class of grpc-js's, which has its service. */
interface ServiceClient {
  new (...args: never): object;
  readonly service: MethodRecord;
}

/**
 * The definition of a service, as one of these made it: ts-proto for nice-grpc or grpc-js, grpc-js's static code,
 * `loadPackageDefinition` (the client class or its `service`), protobuf-ts, protobuf-es.
 */
export type ServiceDefinition =
  | MethodRecord
  | ServiceClient
  | TsProtoService
  | ProtobufTsService
  | ProtobufEsService;

/**
 * Returns the methods of a service, whatever generator made its definition. `where` begins the text of an error.
 *
 * @throws TypeError if `definition` is not one.
 */
export function methodsOf(where: string, definition: unknown): Method[] {
  if (isServiceClient(definition)) return methodsOf(where, definition.service);
  if (typeof definition === 'object' && definition !== null) {
    if (isProtobufEs(definition)) return protobufEsMethods(definition);
    if (isProtobufTs(definition)) return protobufTsMethods(definition);
    if (isTsProto(definition)) return tsProtoMethods(definition);
    if (holdsOptions(definition) && isMethodRecord(definition)) return recordedMethods(definition);
  }
  throw wrongType(`${where}: definition`, 'a service as its generator made it', definition);
}

function isServiceClient(x: unknown): x is ServiceClient {
  return typeof x === 'function' && 'service' in x;
}
