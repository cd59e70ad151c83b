/** A kind of call, by which side sends more than one message. Ports go-grpc-middleware's `GRPCType`. */
export type Kind = 'unary' | 'client_stream' | 'server_stream' | 'bidi_stream';

/** What a call is for. Ports go-grpc-middleware's `CallMeta`. */
export interface CallMeta {
  /** `/package.Service/Method` */
  readonly fullMethod: string;
  /** `package.Service` */
  readonly service: string;
  /** `Method` */
  readonly method: string;
  readonly kind: Kind;
}

/** Returns the kind of a streaming call. */
export function streamKind(clientStreams: boolean, serverStreams: boolean): Kind {
  if (clientStreams) return serverStreams ? 'bidi_stream' : 'client_stream';
  return 'server_stream';
}

/** Returns what a call is for, or `undefined` if `fullMethod` is not of the form `/package.Service/Method`. */
export function callMeta(fullMethod: string, kind: Kind): CallMeta | undefined {
  const match = /^\/([A-Za-z0-9_][\w.-]*)\/([A-Za-z0-9_][\w.-]*)$/.exec(fullMethod);
  if (match === null) return undefined;
  const [, service = '', method = ''] = match;
  return { fullMethod, service, method, kind };
}

/** Returns what a call is for. Service and method are `unknown` if `fullMethod` has another form, as in the original. */
export function metaOf(fullMethod: string, kind: Kind): CallMeta {
  return callMeta(fullMethod, kind) ?? { fullMethod, service: 'unknown', method: 'unknown', kind };
}
