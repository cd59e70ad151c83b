import { type Context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { Status } from 'nice-grpc-common';
import { statusOf } from '../status/internal';

const splitMethod = (fullMethod: string): [service: string, method: string] => {
  const slash = fullMethod.lastIndexOf('/');
  return [fullMethod.slice(1, slash), fullMethod.slice(slash + 1)];
};

/** Returns the attributes of a call by OpenTelemetry's conventions. */
export function attributesOf(fullMethod: string) {
  const [service, method] = splitMethod(fullMethod);
  return { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method };
}

/** Statuses that are the server's fault, of which alone its span is an error. */
const faultsOfServer = new Set([
  Status.UNKNOWN,
  Status.DEADLINE_EXCEEDED,
  Status.UNIMPLEMENTED,
  Status.INTERNAL,
  Status.UNAVAILABLE,
  Status.DATA_LOSS,
]);

/** The span of a call, which ends once. Without a tracer there is none, and its context is that of its parent. */
export class CallSpan {
  readonly context: Context;
  private readonly kind: SpanKind;
  private span: Span | undefined; // until it ends

  constructor(tracer: Tracer | undefined, kind: SpanKind, fullMethod: string, parent: Context) {
    this.kind = kind;
    this.span = tracer?.startSpan(
      fullMethod.slice(1),
      { kind, attributes: attributesOf(fullMethod) },
      parent,
    );
    this.context = this.span === undefined ? parent : trace.setSpan(parent, this.span);
  }

  /** Ends the span of a call that ended with `error`, or succeeded. After the first call, later calls do nothing. */
  end(error?: unknown): void {
    const { span } = this;
    if (span === undefined) return;
    this.span = undefined;
    const code = error === undefined ? Status.OK : (statusOf(error)?.code ?? Status.UNKNOWN);
    span.setAttribute('rpc.grpc.status_code', code);
    const isError = this.kind === SpanKind.SERVER ? faultsOfServer.has(code) : code !== Status.OK;
    if (isError) span.setStatus({ code: SpanStatusCode.ERROR, message: Status[code] });
    span.end();
  }
}
