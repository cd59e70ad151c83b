import type {
  StreamClientInterceptor,
  StreamServerInterceptor,
  UnaryClientInterceptor,
  UnaryServerInterceptor,
} from '../grpc';

/** A server interceptor for all kinds of call: `unary` for unary calls, `stream` for the others. */
export interface ServerInterceptor {
  readonly unary: UnaryServerInterceptor;
  readonly stream: StreamServerInterceptor;
}

/** A client interceptor for all kinds of call: `unary` for unary calls, `stream` for the others. */
export interface ClientInterceptor {
  readonly unary: UnaryClientInterceptor;
  readonly stream: StreamClientInterceptor;
}
