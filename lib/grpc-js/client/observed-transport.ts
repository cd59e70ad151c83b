import { Status } from 'nice-grpc-common';
import {
  CallObservation,
  type CallStatus,
  type ClientTransport,
  type OutgoingCall,
  type ReceivedFields,
  type ResponseListener,
} from '../../grpc/internal';
import type { Peer } from '../../peer';
import { statusOf } from '../../status/internal';

/** Publishes a call to the tracing channel `mdctx.client`: it is carried by what `make` makes of one whose codec counts. */
export class ObservedTransport implements ClientTransport {
  private readonly call: OutgoingCall;
  private readonly transport: ClientTransport;
  private observation: CallObservation | undefined; // once the call is started
  private isMeasured = false; // whether the codec is used: else messages are counted without their size

  constructor(call: OutgoingCall, make: (call: OutgoingCall) => ClientTransport) {
    this.call = call;
    const { requestSerialize, responseDeserialize } = call.method;
    const counting: OutgoingCall['method'] = {
      ...call.method,
      requestSerialize: (message) => {
        const bytes = requestSerialize(message);
        this.isMeasured = true;
        this.observation?.message('sent', bytes.length);
        return bytes;
      },
      responseDeserialize: (bytes) => {
        this.observation?.message('received', bytes.length);
        return responseDeserialize(bytes);
      },
    };
    this.transport = make({ ...call, method: counting });
  }

  get followsContext(): boolean {
    return this.transport.followsContext;
  }

  start(listener: ResponseListener): void {
    const { transport } = this;
    const observation = new CallObservation('client', this.call.method, () => addressOf(transport.peer()));
    this.observation = observation;
    try {
      transport.start({
        onHeader(header: ReceivedFields) {
          observation.header('received');
          listener.onHeader(header);
        },
        onMessage: (message: unknown) => {
          if (!this.isMeasured) observation.message('received', undefined);
          listener.onMessage(message);
        },
        onStatus(status: CallStatus) {
          observation.ended(status.code);
          listener.onStatus(status);
        },
      });
      observation.header('sent');
      observation.begun();
    } catch (error) {
      observation.ended(statusOf(error)?.code ?? Status.UNKNOWN);
      throw error;
    }
  }

  sendMessage(message: unknown, sent: () => void, flags?: number): void {
    const counted = () => {
      if (!this.isMeasured) this.observation?.message('sent', undefined);
      sent();
    };
    this.transport.sendMessage(message, counted, flags);
  }

  halfClose(): void {
    this.transport.halfClose();
  }

  startRead(): void {
    this.transport.startRead();
  }

  cancel(code: Status, details: string): void {
    this.transport.cancel(code, details);
  }

  peer(): Peer {
    return this.transport.peer();
  }
}

/** Returns the address of a server; `undefined` before there is a connection, when grpc-js tells the target of the channel. */
function addressOf({ addr }: Peer): string | undefined {
  const text = addr?.toString();
  return text !== undefined && /^[a-z]/i.test(text) ? undefined : text;
}
