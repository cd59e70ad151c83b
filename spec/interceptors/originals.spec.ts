import { filesUnder, textOf } from '../support/sources';
import { testTitles } from '../support/test-titles';

// The tests of go-grpc-middleware v2 (v2.3.4, and providers/prometheus v1.1.1), and the spec of ours that has each case.

type Row = readonly [original: string, titles: readonly string[]];

const originals: Readonly<Record<string, readonly Row[]>> = {
  retry: [
    ['RetrySuite/Unary_FailsOnNonRetriableError', ['of unary calls makes a call once that fails with %i']],
    [
      'RetrySuite/Unary_FailsOnNonRetriableContextError',
      [
        'of unary calls makes a call once that fails with %i',
        'never makes a call whose context has ended while it waited',
      ],
    ],
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
    [
      'ChainedRetrySuite/Stream…_NoFailure, _WithRetry',
      ['runs what stands after it for each attempt, what stands before it once'],
    ],
    ['JitterUp, BackoffExponentialWithJitter, …Bounded', ['is never negative, nor above its bound']],
    [
      'StreamClientInterceptorAttemptMetadata',
      ['tells the server the number of the retry', 'of streams of responses makes a call until it succeeds'],
    ],
  ],
  ratelimit: [
    ['Unary-, StreamServerInterceptor_RateLimitPass', ['lets pass']],
    ['Unary-, StreamServerInterceptor_RateLimitFail', ['interceptors.ratelimit().%s rejects']],
    ['Unary-, StreamClientInterceptor_RateLimitPass', ['interceptors.clientRatelimit() lets pass']],
    ['Unary-, StreamClientInterceptor_RateLimitFail', ['rejects before anything is sent']],
  ],
  validator: [
    ['ValidatorTestSuite/ValidPasses_Unary, _ServerStream', ['lets %p pass']],
    ['ValidatorTestSuite/InvalidErrors_Unary, _ServerStream, _BidiStream', ['refuses %p']],
    ['ClientValidatorTestSuite', ['validates the request of a unary call']],
    ['ValidateWrapper', ['asks for all that is wrong', 'tells onValidationError']],
  ],
  protovalidate: [
    ['valid_email', ['lets tea.%s with %j pass']],
    ['invalid_email', ['refuses a message that violates a rule']],
    ['invalid_email_ignored', ['lets a message pass that is to be ignored']],
    ['not_protobuf', ['%p is of a type that is not known']],
  ],
  recovery: [
    ['RecoverySuite/Unary_, Stream_Successful…', ['lets success pass']],
    ['RecoverySuite/Unary_, Stream_Panicking…', ['interceptors.recovery().%s hides %p']],
    ['RecoveryOverrideSuite', ['the handler of interceptors.recovery().%s chooses the error that it %s']],
  ],
  logging: [
    [
      'Suite/Ping, PingList',
      ['interceptors.logging().%s tells start and finish', 'interceptors.logging().stream tells the kind'],
    ],
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
  reporting: [
    [
      'Server-, ClientInterceptorTestSuite/UnaryReporting',
      ['tells each message and the end: %s', 'tells the error of a unary call'],
    ],
    [
      '…/StreamingReports, ListReporting, BiStreamingReporting, ClientStream',
      ['tells each message and the end: %s', 'tells the error of a stream of responses, of the end once'],
    ],
    [
      'ClientInterceptorTestSuite/StartedListReporting',
      ['tells of a stream that nobody reads that it was begun'],
    ],
  ],
  selector: [
    [
      'UnaryServerInterceptor, StreamServerInterceptor',
      ['interceptors.selector().%s of %p applies', 'interceptors.selector().stream tells the kind'],
    ],
    ['Allow', ['tells the function what the call is for']],
  ],
  timeout: [['TimeoutUnaryClientInterceptor', ['ends a call that takes longer']]],
  realip: [
    ['no peer', ['without trusted peers, of %s']],
    ['trusted peer header csv, multiple headers, …', ['behind a proxy that is trusted, if the client %s']],
    ['trusted proxy list, trusted proxy count, wrong count', ['interceptors.realip().%s behind %s']],
    ['untrusted peer single', ['believes nobody else']],
  ],
  auth: [
    [
      'AuthTestSuite, AuthOverrideTestSuite',
      ['interceptors.auth().%s goes on with the context', 'does not reach the handler if the function %s'],
    ],
    [
      'AuthFromMD',
      ['interceptors.authFromMD() of %j, with %s, is %j', 'interceptors.authFromMD() refuses %s'],
    ],
  ],
};

describe.each(Object.entries(originals))("go-grpc-middleware's tests of %s", (name, rows) => {
  const own = filesUnder('spec/interceptors', '.spec.ts').filter((path) =>
    path.startsWith(`spec/interceptors/${name.replace('-', '/')}`),
  );
  const tests = own.flatMap((path) => testTitles(textOf(path)));

  it.each(rows)('%s: a test has it, which runs', (_, titles) => {
    for (const title of titles) {
      const named = tests.filter((test) => test.title.includes(title));
      expect([title, named.length]).not.toEqual([title, 0]);
      expect(named.filter(({ runs }) => !runs)).toEqual([]);
    }
  });
});

describe('the titles of tests', () => {
  it('are those of calls, with the groups around them', () => {
    const source = `
      // it('in a comment', () => {});
      const text = "it('in a text', () => {})";
      describe('a', () => {
        it('b', () => {});
        it.each([[1]])('c %i', (n) => {});
        it.skip('d', () => {});
        describe.skip('e', () => { it('f', () => {}); });
        it.todo('g');
      });
    `;
    expect(testTitles(source)).toEqual([
      { title: 'a b', runs: true },
      { title: 'a c %i', runs: true },
      { title: 'a d', runs: false },
      { title: 'a e f', runs: false },
      { title: 'a g', runs: false },
    ]);
  });
});
