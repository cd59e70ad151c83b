import type { InterceptingListener, StatusObject } from '@grpc/grpc-js';
import { ClientError, Status } from 'nice-grpc-common';
import type { ClientTransport } from '../../grpc/internal';
import { clientError, detailsKey, receivedStatus } from '../../status/internal';
import { fromMetadata } from '../convert';
import type { Call } from './call';

const noMessage = 'No message received'; // grpc-js's text

/** Carries the messages of one call of grpc-js's, whose response it hears of. */
export class CallTransport implements ClientTransport, InterceptingListener {
  private readonly call: Call;
  private readonly path: string;
  private readonly serverStreams: boolean;
  private readonly messages: unknown[] = []; // received and not asked for
  private readonly sending = new Set<() => void>(); // what settles each message that is on its way
  private status: StatusObject | undefined;
  private wake: () => void = () => {};

  constructor(call: Call, path: string, serverStreams: boolean) {
    this.call = call;
    this.path = path;
    this.serverStreams = serverStreams;
  }

  send(message: unknown): Promise<void> {
    return new Promise((resolve) => {
      if (this.status !== undefined) return resolve();
      const callback = () => {
        this.sending.delete(callback);
        resolve();
      };
      this.sending.add(callback);
      this.call.sendMessageWithContext({ callback }, message);
    });
  }

  closeSend(): void {
    this.call.halfClose();
  }

  async next(): Promise<unknown> {
    if (this.messages.length === 0 && this.status === undefined) this.call.startRead();
    while (this.status === undefined && (this.messages.length === 0 || !this.serverStreams))
      await this.more();
    if (this.status !== undefined && !this.serverStreams) this.mustHaveSucceeded(this.status);
    const message = this.messages.shift();
    if (message !== undefined) return message;
    if (this.status !== undefined && this.serverStreams) this.mustHaveSucceeded(this.status);
    if (!this.serverStreams) throw new ClientError(this.path, Status.UNIMPLEMENTED, noMessage);
    return undefined;
  }

  stop(): void {
    for (const settle of [...this.sending]) settle();
  }

  leave(): void {}

  onReceiveMetadata(): void {}

  onReceiveMessage(message: unknown): void {
    if (message === null) return; // grpc-js says so that none came
    this.messages.push(message);
    if (!this.serverStreams) this.call.startRead();
    this.wake();
  }

  onReceiveStatus(status: StatusObject): void {
    this.status = status;
    this.stop();
    this.wake();
  }

  private mustHaveSucceeded({ code, details, metadata }: StatusObject): void {
    if (code === Status.OK) return;
    const bins = fromMetadata(metadata).bytes(detailsKey);
    throw clientError(this.path, receivedStatus(code, details, bins));
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
