import type { CompatServiceDefinition, TsProtoServiceDefinition } from 'nice-grpc';

/** What a definition tells of a method, whatever its kind. */
export interface Method {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** Returns the methods of a service, by the names that its implementation and its clients have for them. */
export function methodsOf(definition: CompatServiceDefinition): Map<string, Method> {
  const methods = new Map<string, Method>();
  if (isTsProto(definition)) {
    for (const [key, { name, requestStream, responseStream }] of Object.entries(definition.methods)) {
      methods.set(key, { path: `/${definition.fullName}/${name}`, requestStream, responseStream });
    }
  } else {
    for (const [key, { path, requestStream, responseStream }] of Object.entries(definition)) {
      methods.set(key, { path, requestStream, responseStream });
    }
  }
  return methods;
}

function isTsProto(definition: CompatServiceDefinition): definition is TsProtoServiceDefinition {
  return 'methods' in definition && 'fullName' in definition && typeof definition.fullName === 'string';
}
