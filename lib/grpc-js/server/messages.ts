import type { Readable, Writable } from 'node:stream';
import { Canceled } from '../../context';
import { fromContextError } from '../../grpc';
import { done, harmless, rejected } from '../../grpc/internal';
import type { HandlerCall } from './handler-call';

const most = 8; // requests that wait here before grpc-js is asked to wait

/** A promise for a request, which `as` makes what it settles with. */
class Reading<T> {
  readonly promise: Promise<T>;
  take: (message: unknown) => void = () => {};
  private reject: (error: Error) => void = () => {};

  constructor(as: (message: unknown) => T) {
    this.promise = new Promise((resolve, reject) => {
      this.take = (message) => resolve(as(message));
      this.reject = reject;
    });
  }

  fail(error: Error): void {
    void harmless(this.promise);
    this.reject(error);
  }
}

function message(message: unknown): unknown {
  return message;
}

function result(message: unknown): IteratorResult<unknown, void> {
  return message === undefined ? { done: true, value: undefined } : { done: false, value: message };
}

/**
 * The requests of a call, for handlers that receive them one by one. They end cleanly only if the client closed its stream.
 * Node's own iterator would destroy the stream, on which grpc-js then answers nothing, and makes three promises a message.
 */
export class RequestReader {
  private readonly call: HandlerCall;
  private readonly requests: Readable;
  private readonly queue: unknown[] = [];
  private readonly readings: Array<Pick<Reading<unknown>, 'take' | 'fail'>> = [];
  private isStarted = false;
  private isWhole = false; // the queue has the last request

  constructor(call: HandlerCall, requests: Readable) {
    this.call = call;
    this.requests = requests;
  }

  readonly recv = (): Promise<unknown> => this.read(message);

  /** Returns an iterator of the requests. Leaving it early leaves the call as it is. */
  readonly iterate = (): AsyncIterator<unknown, void> & AsyncIterable<unknown> => {
    let isLeft = false;
    return {
      next: () => (isLeft ? Promise.resolve(result(undefined)) : this.read(result)),
      return() {
        isLeft = true;
        return Promise.resolve(result(undefined));
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };

  private read<T>(as: (message: unknown) => T): Promise<T> {
    if (!this.isStarted) this.start();
    const error = fromContextError(this.call.incoming.ctx.err());
    if (error !== undefined) return rejected(error);
    if (this.queue.length > 0 || this.isWhole) return Promise.resolve(as(this.take()));
    const reading = new Reading(as);
    this.readings.push(reading);
    return reading.promise;
  }

  private take(): unknown {
    const message = this.queue.shift();
    if (this.queue.length === 0 && this.requests.isPaused()) this.requests.resume();
    return message;
  }

  private start(): void {
    this.isStarted = true;
    const { requests } = this;
    requests.on('error', (error) => this.fail(error));
    requests.on('end', () => this.end());
    requests.on('close', () => this.fail(Canceled));
    requests.on('data', (message) => this.receive(message));
  }

  private receive(message: unknown): void {
    const reading = this.readings.shift();
    if (reading !== undefined) reading.take(message);
    else if (this.queue.push(message) >= most) this.requests.pause();
  }

  private end(): void {
    const error = this.call.cutOff();
    if (error === undefined) this.finish();
    else this.fail(error);
  }

  private finish(): void {
    this.isWhole = true;
    for (const reading of this.readings.splice(0)) reading.take(undefined);
  }

  private fail(error: Error): void {
    if (this.isWhole) return;
    const failure = fromContextError(this.call.incoming.ctx.err() ?? error) ?? error;
    for (const reading of this.readings.splice(0)) reading.fail(failure);
  }
}

/** Sends the responses of a call. */
export class ResponseSender {
  private readonly call: HandlerCall;
  private readonly responses: Writable;
  private room: Promise<void> | undefined; // while there is none

  constructor(call: HandlerCall, responses: Writable) {
    this.call = call;
    this.responses = responses;
  }

  /** Sends a message. The promise settles when there is room for the next; while there is, all get the same one. */
  readonly send = (message: unknown): Promise<void> => {
    const isAnswered = this.responses.writableEnded; // a message after that would keep the status back
    const error = fromContextError(this.call.incoming.ctx.err() ?? (isAnswered ? Canceled : undefined));
    if (error !== undefined) return rejected(error);
    this.call.opened?.sendHeader();
    if (this.responses.write(message)) return done;
    this.room ??= this.untilDrained();
    return this.room;
  };

  private untilDrained(): Promise<void> {
    const { responses } = this;
    return harmless(
      new Promise((resolve, reject) => {
        const drained = () => {
          responses.off('close', closed);
          this.room = undefined;
          resolve();
        };
        const closed = () => {
          responses.off('drain', drained);
          reject(fromContextError(this.call.incoming.ctx.err() ?? Canceled));
        };
        responses.once('drain', drained);
        responses.once('close', closed);
      }),
    );
  }
}
