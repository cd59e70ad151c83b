import type { Method, MethodOptions } from './method';

/** A method as grpc-js and nice-grpc define one. */
interface RecordedMethod {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly originalName?: string | undefined;
  readonly options?: MethodOptions | object;
  requestSerialize(message: unknown): Uint8Array;
  requestDeserialize(bytes: Buffer): unknown;
  responseSerialize(message: unknown): Uint8Array;
  responseDeserialize(bytes: Buffer): unknown;
}

/**
 * A service as grpc-js and nice-grpc define one: that of grpc-js's static code, of ts-proto (`outputServices=grpc-js`), of
 * protobuf-ts (`server_grpc1`), or of `loadPackageDefinition`, each of which has it as `service` of a client class too.
 */
export interface MethodRecord {
  readonly [name: string]: RecordedMethod;
}

/** Reports whether `definition` is an object of methods as grpc-js and nice-grpc define them. */
export function isMethodRecord(definition: object): definition is MethodRecord {
  return Object.values(definition).every(isRecordedMethod);
}

function isRecordedMethod(x: unknown): x is RecordedMethod {
  return (
    typeof x === 'object' &&
    x !== null &&
    'path' in x &&
    typeof x.path === 'string' &&
    'requestSerialize' in x &&
    'responseDeserialize' in x
  );
}

/** Returns the methods of a service as grpc-js and nice-grpc define one. */
export function recordedMethods(definition: MethodRecord): Method[] {
  return Object.entries(definition).map(([name, method]) => ({
    name,
    alias: method.originalName,
    path: method.path,
    requestStream: method.requestStream,
    responseStream: method.responseStream,
    options: optionsOf(method.options),
    requestSerialize: method.requestSerialize, // alone, as the runtimes take them
    requestDeserialize: method.requestDeserialize,
    responseSerialize: method.responseSerialize,
    responseDeserialize: method.responseDeserialize,
  }));
}

/** What a definition that was loaded says in another form is left out. */
function optionsOf(options: object | undefined): MethodOptions {
  if (options === undefined || !('idempotencyLevel' in options)) return {};
  const { idempotencyLevel } = options;
  if (idempotencyLevel !== 'IDEMPOTENT' && idempotencyLevel !== 'NO_SIDE_EFFECTS') return {};
  return { idempotencyLevel };
}
