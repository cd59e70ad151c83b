import { EOF } from '../../../lib/grpc';
import { SendQueue } from '../../../lib/grpc/client/send-queue';
import type { ClientTransport } from '../../../lib/grpc/client/transport';
import { wrong } from '../../support/wrong';

/** A transport that takes a message when it is told to. */
class ManualTransport {
  readonly log: unknown[] = [];
  private taken: (() => void) | undefined;

  sendMessage(message: unknown, sent: () => void): void {
    this.log.push(message);
    this.taken = sent;
  }

  halfClose(): void {
    this.log.push('closed');
  }

  take(): void {
    this.taken?.();
  }
}

describe('grpc.SendQueue', () => {
  let transport: ManualTransport;
  let queue: SendQueue;
  let told: unknown[];
  const push = (message: unknown) => queue.push(message, (error) => told.push(error ?? message));

  beforeEach(() => {
    transport = new ManualTransport();
    queue = new SendQueue(wrong<ClientTransport>(transport));
    told = [];
  });

  it('has one message on its way at a time, and closes after the last', () => {
    push('a');
    push('b');
    queue.close();
    queue.close();
    expect([transport.log, queue.length]).toEqual([['a'], 2]);
    transport.take();
    expect([transport.log, told, queue.length]).toEqual([['a', 'b'], ['a'], 1]);
    transport.take();
    expect([transport.log, told, queue.length]).toEqual([['a', 'b', 'closed'], ['a', 'b'], 0]);
  });

  it('tells EOF of what was not sent when the call ends, and of what comes later', () => {
    push('a');
    push('b');
    queue.end();
    push('c');
    queue.close();
    expect([transport.log, told]).toEqual([['a'], [EOF, EOF, EOF]]);
  });

  it('lets the next be pushed by the callback of the one before', () => {
    queue.push('a', () => push('b'));
    transport.take();
    transport.take();
    expect([transport.log, told]).toEqual([['a', 'b'], ['b']]);
  });
});
