import type {
  StreamClientInterceptor,
  StreamServerInterceptor,
  UnaryClientInterceptor,
  UnaryServerInterceptor,
} from '../grpc';

/** One server interceptor for all kinds of call: `unary` for unary calls, `stream` for the others. */
export interface ServerInterceptors {
  readonly unary: UnaryServerInterceptor;
  readonly stream: StreamServerInterceptor;
}

/** One client interceptor for all kinds of call: `unary` for unary calls, `stream` for the others. */
export interface ClientInterceptors {
  readonly unary: UnaryClientInterceptor;
  readonly stream: StreamClientInterceptor;
}
