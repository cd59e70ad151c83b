import {
  type GoService,
  type Method,
  missingResponse,
  type StreamHandling,
  type UnaryHandling,
} from '../grpc/internal';

import { type Failure, type HandledService, unknownError } from '../grpc-js/internal';
import { statusOf } from '../status/internal';

/** Handlers in the shape that Go generates, on a server of grpc-js. */
export class GrpcService implements HandledService {
  readonly methods: readonly Method[];
  private readonly service: GoService;

  constructor(methods: readonly Method[], service: GoService) {
    this.methods = methods;
    this.service = service;
  }

  get implementation(): unknown {
    return this.service.handlers;
  }

  unary(method: Method): UnaryHandling<unknown> {
    return (ctx, request) => this.service.unary(method, ctx, request);
  }

  stream(method: Method): StreamHandling<unknown> {
    return (stream) => this.service.stream(method, stream);
  }

  failureOf(path: string, error: unknown): Failure {
    return statusOf(error) ?? unknownError(path, error);
  }

  noResponse(): Error {
    return missingResponse();
  }
}
