import { type Metadata, ServerInterceptingCall, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { CallObservation, type ObservedMethod, slackOf } from '../../grpc/internal';
import { measureMessages, sentStatusOf } from '../convert';
import { clientOf } from '../peers';

type Call = ServerInterceptingCallInterface;

/** Receives the request of a call on a server. */
export type ServerListener = Parameters<Call['start']>[0];

/**
 * Publishes a call to the tracing channel `mdctx.server`. It stands between grpc-js's own call and ours, where everything is as
 * it is sent and received.
 */
export class ObservedCall extends ServerInterceptingCall {
  private readonly call: Call;
  private readonly observation: CallObservation;
  private readonly started = Date.now();
  private readonly isMeasured: boolean; // else messages are counted without their size
  private hasHeader = false; // of the response

  constructor(call: Call, method: ObservedMethod) {
    super(call);
    this.call = call;
    const observation = new CallObservation('server', method, () => clientOf(call).addr?.toString());
    this.observation = observation;
    this.isMeasured = measureMessages(call, (direction, bytes) => observation.message(direction, bytes));
  }

  override start(listener: ServerListener): void {
    const { observation } = this;
    this.call.start({
      onReceiveMetadata: (metadata: Metadata) => {
        observation.header('received');
        listener.onReceiveMetadata(metadata);
        observation.begun();
      },
      onReceiveMessage: (message: unknown) => {
        if (!this.isMeasured) observation.message('received', undefined);
        listener.onReceiveMessage(message);
      },
      onReceiveHalfClose: () => listener.onReceiveHalfClose(),
      onCancel: () => {
        observation.ended(this.ownStatus());
        listener.onCancel();
      },
    });
  }

  override sendMetadata(metadata: Metadata): void {
    this.headerSent();
    this.call.sendMetadata(metadata);
  }

  override sendMessage(message: unknown, callback: () => void): void {
    this.headerSent();
    if (!this.isMeasured) this.observation.message('sent', undefined);
    this.call.sendMessage(message, callback);
  }

  override sendStatus(status: Parameters<Call['sendStatus']>[0]): void {
    this.call.sendStatus(status);
    this.observation.ended(status.code);
  }

  private headerSent(): void {
    if (!this.hasHeader) this.observation.header('sent');
    this.hasHeader = true;
  }

  /** Returns the code of a call that was not ended here: what grpc-js has answered itself, or why it could not. */
  private ownStatus(): Status {
    const sent = sentStatusOf(this.call);
    if (sent !== undefined) return sent;
    const deadline = Number(this.call.getDeadline());
    const early = slackOf(deadline - this.started); // as in the context of the call
    return deadline - early <= Date.now() ? Status.DEADLINE_EXCEEDED : Status.CANCELLED;
  }
}
