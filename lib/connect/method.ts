import type { DescMethod } from '@bufbuild/protobuf';

/** A method, without its types. */
export interface MethodInfo {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** Returns the method that a descriptor describes. */
export function methodInfo({ parent, name, methodKind }: DescMethod): MethodInfo {
  const isBidi = methodKind === 'bidi_streaming';
  return {
    path: `/${parent.typeName}/${name}`,
    requestStream: isBidi || methodKind === 'client_streaming',
    responseStream: isBidi || methodKind === 'server_streaming',
  };
}
