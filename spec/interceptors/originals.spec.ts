import { filesUnder, textOf } from '../support/sources';

// The tests of go-grpc-middleware v2 (v2.3.4, and providers/prometheus v1.1.1), and the spec of ours that has each case.

type Row = readonly [original: string, titles: readonly string[]];

const originals: Readonly<Record<string, readonly Row[]>> = {
  retry: [
    ['RetrySuite/Unary_FailsOnNonRetriableError', ['it.each([codes.Internal']],
    ['RetrySuite/Unary_FailsOnNonRetriableContextError', ['codes.Canceled, codes.DeadlineExceeded']],
    ['RetrySuite/CallOptionsDontPanicWithoutInterceptor', ['does nothing without the interceptor']],
    ['RetrySuite/ServerStream_FailsOnNonRetriableError', ['fails with %i after %i attempts']],
    ['RetrySuite/Unary_SucceedsOnRetriableError', ['makes it until it succeeds']],
    ['RetrySuite/Unary_OverrideFromDialOpts', ['retries ResourceExhausted and Unavailable by itself']],
    ['RetrySuite/Unary_OverrideFromDialOpts2', ['asks retriable in place of the codes']],
    ['RetrySuite/Unary_OnRetryCallbackCalled', ['calls onRetry before each retry']],
    ['RetrySuite/Unary_OnRetryCallbackNotCalledOnNonRetriableError', ['calls it for no other error']],
    ['RetrySuite/ServerStream_SucceedsOnRetriableError', ['makes a call until it succeeds']],
    ['RetrySuite/ServerStream_OverrideFromContext', ['has one call be made with its own options']],
    ['RetrySuite/ServerStream_OverrideFromContext2', ['disables it with max 0']],
    ['RetrySuite/ServerStream_OnRetryCallbackCalled', ['calls onRetry and OnFinish as for unary calls']],
    ['RetrySuite/ServerStream_CallFailsOnOutOfRetries', ['fails with %i after %i attempts']],
    ['RetrySuite/ServerStream_CallFailsOnDeadlineExceeded', ['ends at the deadline of the context']],
    ['RetrySuite/ServerStream_CallRetrySucceeds', ['gives each attempt the time of perRetryTimeout']],
    ['ChainedRetrySuite/Unary…_NoFailure, _WithRetry', ['runs what stands after it for each attempt']],
    ['ChainedRetrySuite/Stream…_NoFailure, _WithRetry', ["['pre', 'post', 'post', 'pre', 'post', 'post']"]],
    ['JitterUp, BackoffExponentialWithJitter, …Bounded', ['is never negative, nor above its bound']],
    [
      'StreamClientInterceptorAttemptMetadata',
      ["expect(service.attempts).toEqual([undefined, ['1'], ['2']]);"],
    ],
  ],
  ratelimit: [
    ['Unary-, StreamServerInterceptor_RateLimitPass', ['lets pass']],
    ['Unary-, StreamServerInterceptor_RateLimitFail', ['it.each([reject, later])']],
    ['Unary-, StreamClientInterceptor_RateLimitPass', ['interceptors.clientRatelimit()', 'lets pass']],
    ['Unary-, StreamClientInterceptor_RateLimitFail', ['rejects before anything is sent']],
  ],
  validator: [
    ['ValidatorTestSuite/ValidPasses_Unary, _ServerStream', ['lets %p pass']],
    ['ValidatorTestSuite/InvalidErrors_Unary, _ServerStream, _BidiStream', ['refuses %p']],
    ['ClientValidatorTestSuite', ['validates the request of a unary call']],
    ['ValidateWrapper', ['asks for all that is wrong', 'tells onValidationError']],
  ],
  protovalidate: [
    ['valid_email', ['interceptors.protovalidate()']],
    ['invalid_email', ['refuses a message that violates a rule']],
    ['invalid_email_ignored', ['lets a message pass that is to be ignored']],
    ['not_protobuf', ['it.each<[unknown, string]>(']],
  ],
  recovery: [
    ['RecoverySuite/Unary_, Stream_Successful…', ['lets success pass']],
    ['RecoverySuite/Unary_, Stream_Panicking…', ['interceptors.recovery().%s']],
    ['RecoveryOverrideSuite', ['the handler of interceptors.recovery().%s']],
  ],
  logging: [
    ['Suite/Ping, PingList', ['tells start and finish', 'interceptors.logging().stream']],
    ['Suite/PingStream_EOFIsNotLoggedAsError', ['tells finish of a stream when that ends']],
  ],
  'logging-options': [
    ['Suite/PingError_WithCustomLevels, CustomCodeToLevel…', ['take their level and code from options']],
    ['DefaultServerCodeToLevel, DefaultClientCodeToLevel', ['have the fields of go-grpc-middleware']],
    ['CustomDurationSuite', ['take their level and code from options']],
    ['PayloadSuite/Ping_LogsBothRequestAndResponse', ['are told of a unary call']],
    ['PayloadSuite/PingError_LogsOnlyRequestsOnError', ['are the request alone of a call that fails']],
    ['PayloadSuite/PingStream_LogsAllRequestsAndResponses', ['are told of a stream both ways']],
    ['CustomGrpcLogFieldsSuite', ['take fields from options, in place of their own']],
    ['FieldsInjectExtractFromContext, FieldsDelete', ['adds fields, the newest of a name first', 'copies']],
    ['AddFields', ['addLogFields() changes what the context has']],
  ],
  metrics: [
    ['ServerInterceptorTestSuite/RegisterPresetsStuff', ['initialize() shows the series of each method']],
    ['Server-, ClientInterceptorTestSuite/UnaryIncrementsMetrics', ['count a unary call that ends with %p']],
    ['…/StartedStreamingIncrementsStarted', ['count that a stream has started before it ends']],
    ['…/StreamingIncrementsMetrics', ['count a stream of responses, and its messages']],
    ['…/ContextCancelledTreatedAsStatus', ['the error of a context has its code']],
    ['…/WithSubsystem, WithNamespace', ['have namespace, subsystem, and constant labels']],
    ['Server-, ClientContextLabels, …WithMissingValues, …WithHistogram', ['have labels of the context']],
    [
      'Server-, ClientStreamMessageCountersOnlyCountSuccessfulCalls',
      ['count no message that was not sent, or received'],
    ],
  ],
  selector: [
    [
      'UnaryServerInterceptor, StreamServerInterceptor',
      ['interceptors.selector().%s', 'interceptors.selector().stream'],
    ],
    ['Allow', ['tells the function what the call is for']],
  ],
  timeout: [['TimeoutUnaryClientInterceptor', ['ends a call that takes longer']]],
  realip: [
    ['no peer', ["['', undefined],"]],
    ['trusted peer header csv, multiple headers, …', ['behind a proxy that is trusted, if the client %s']],
    ['trusted proxy list, trusted proxy count, wrong count', ['behind %s', 'more proxies than there are']],
    ['untrusted peer single', ['believes nobody else']],
  ],
  auth: [
    [
      'AuthTestSuite, AuthOverrideTestSuite',
      ['interceptors.auth().%s', 'it.each<[string, AuthFunc, Status]>'],
    ],
    ['AuthFromMD', ['interceptors.authFromMD()']],
  ],
};

describe.each(Object.entries(originals))("go-grpc-middleware's tests of %s", (name, rows) => {
  const own = filesUnder('spec/interceptors', '.spec.ts').filter((path) =>
    path.startsWith(`spec/interceptors/${name.replace('-', '/')}`),
  );
  const spec = own.map(textOf).join('\n');

  it.each(rows)('%s', (_, titles) => {
    for (const title of titles) expect(spec).toContain(title);
  });
});
