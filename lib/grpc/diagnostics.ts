import { type Channel, channel } from 'node:diagnostics_channel';
import { Status } from 'nice-grpc-common';

/** Messages that went one way, and their bytes before compression: those of which the runtime tells the size. */
export interface MessageCount {
  readonly messages: number;
  readonly bytes: number;
}

/**
 * What the tracing channels `mdctx.server` and `mdctx.client` of `node:diagnostics_channel` tell of a call: the same object at
 * each event, which grows. It has nothing of the metadata, of messages or of the text of an error.
 *
 * `start` tells that a call starts, `end` that what was done for it at once is done, `asyncStart` and `asyncEnd` that it has
 * ended, and `error`, before these, that it has not ended well. In addition, `tracing:mdctx.server:header` and
 * `tracing:mdctx.server:message`, and their like of the client, have a `CallStep` for each header and each message.
 *
 * It does what grpc-go's `stats.Handler` does.
 */
export interface CallDiagnostics {
  readonly side: 'server' | 'client';
  /** `/package.Service/Method` */
  readonly method: string;
  /** Whether the client sends a stream of messages. */
  readonly requestStream: boolean;
  /** Whether the server sends a stream of messages. */
  readonly responseStream: boolean;
  /** The address of the other side; `undefined` while, or if, it is not known. */
  readonly peer: string | undefined;
  readonly sent: MessageCount;
  readonly received: MessageCount;
  /** The code with which the call ended; `undefined` before. */
  readonly code: Status | undefined;
  /** How long the call took, in milliseconds; `undefined` before it has ended. */
  readonly duration: number | undefined;
}

/** A header or a message, on its way. */
export interface CallStep {
  readonly call: CallDiagnostics;
  readonly direction: 'sent' | 'received';
  /** The size of a message before compression; `undefined` for a header, or if the runtime does not tell it. */
  readonly bytes: number | undefined;
}

type Side = CallDiagnostics['side'];

const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error', 'header', 'message'] as const;
type Channels = Readonly<Record<(typeof events)[number], Channel>>;

function channelsOf(side: Side): Channels {
  const of = (event: string) => channel(`tracing:mdctx.${side}:${event}`);
  return {
    start: of('start'),
    end: of('end'),
    asyncStart: of('asyncStart'),
    asyncEnd: of('asyncEnd'),
    error: of('error'),
    header: of('header'),
    message: of('message'),
  };
}

const channels: Readonly<Record<Side, Channels>> = {
  server: channelsOf('server'),
  client: channelsOf('client'),
};

/** What is known of the method of a call. */
export type ObservedMethod = Pick<CallDiagnostics, 'requestStream' | 'responseStream'> & {
  readonly path: string;
};

/** Reports whether the channel of one side has subscribers. */
export function isObserved(side: Side): boolean {
  const all = channels[side];
  for (const event of events) if (all[event].hasSubscribers) return true;
  return false;
}

/** Publishes the events of one call, from its start on. It is made where the channel has subscribers. */
export class CallObservation {
  private readonly channels: Channels;
  private readonly call: CallRecord;
  private readonly peer: () => string | undefined;
  private readonly started = performance.now();

  /** `peer` returns the address of the other side, if that is known by now. */
  constructor(side: Side, method: ObservedMethod, peer: () => string | undefined) {
    this.channels = channels[side];
    this.peer = peer;
    this.call = new CallRecord(side, method, peer());
    this.channels.start.publish(this.call);
  }

  /** What was to be done at once when the call started is done. */
  begun(): void {
    this.channels.end.publish(this.call);
  }

  header(direction: CallStep['direction']): void {
    this.step('header', direction, undefined);
  }

  /** `bytes` is `undefined` if the runtime does not tell the size. */
  message(direction: CallStep['direction'], bytes: number | undefined): void {
    const count = this.call[direction];
    count.messages++;
    count.bytes += bytes ?? 0;
    this.step('message', direction, bytes);
  }

  /** The call has ended. After the first call, later calls do nothing. */
  ended(code: Status): void {
    const { call, channels } = this;
    if (call.code !== undefined) return;
    call.code = code;
    call.duration = performance.now() - this.started;
    call.peer ??= this.peer();
    if (code !== Status.OK) channels.error.publish(call);
    channels.asyncStart.publish(call);
    channels.asyncEnd.publish(call);
  }

  private step(
    event: 'header' | 'message',
    direction: CallStep['direction'],
    bytes: number | undefined,
  ): void {
    const to = this.channels[event];
    if (!to.hasSubscribers) return;
    this.call.peer ??= this.peer();
    const step: CallStep = { call: this.call, direction, bytes };
    to.publish(step);
  }
}

class CallRecord implements CallDiagnostics {
  readonly side: Side;
  readonly method: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly sent = { messages: 0, bytes: 0 };
  readonly received = { messages: 0, bytes: 0 };
  peer: string | undefined;
  code: Status | undefined;
  duration: number | undefined;

  constructor(side: Side, { path, requestStream, responseStream }: ObservedMethod, peer: string | undefined) {
    this.side = side;
    this.method = path;
    this.requestStream = requestStream;
    this.responseStream = responseStream;
    this.peer = peer;
  }
}
