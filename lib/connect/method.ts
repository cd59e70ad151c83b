import type { DescMethod } from '@bufbuild/protobuf';

/** What there is to know of a method without its types. */
export interface MethodInfo {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** Returns what the descriptor of a method tells. */
export function methodInfo({ parent, name, methodKind }: DescMethod): MethodInfo {
  const isBidi = methodKind === 'bidi_streaming';
  return {
    path: `/${parent.typeName}/${name}`,
    requestStream: isBidi || methodKind === 'client_streaming',
    responseStream: isBidi || methodKind === 'server_streaming',
  };
}
