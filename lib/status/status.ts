import { inspect } from 'node:util';
import { ServerError } from 'nice-grpc-common';
import { type Code, nameOf, OK } from '../codes';
import { type Detail, fromAny, mustBeMessageTypes, toAny } from './detail';
import { withDetailsBin } from './details-bin';
import type { MessageOf, MessageType } from './message-type';
import { type Any, decodeAny, encodeAny, encodeStatus, type StatusProto } from './status-proto';

/**
 * How a call ended: a code, a text, and details for programs. It cannot be changed.
 *
 * Ports grpc-go's `status.Status`.
 */
export class Status {
  readonly code: Code;
  readonly message: string;
  /** Private to the instance, so that no details are printed with it. */
  readonly #rest: Pick<StatusProto, 'details' | 'unknown'>;

  /** @internal */
  constructor(code: Code, message: string, rest: Pick<StatusProto, 'details' | 'unknown'> = none) {
    this.code = code;
    this.message = message;
    this.#rest = rest;
  }

  /**
   * Returns this status as an error to throw in a handler, which has the details too; `undefined` if the code is `OK`.
   *
   * Ports grpc-go's `Status.Err`.
   */
  err(): ServerError | undefined {
    if (this.code === OK) return undefined;
    const error = new ServerError(this.code, this.message);
    return this.#rest.details.length === 0 ? error : withDetailsBin(error, this.toBinary());
  }

  /**
   * Returns a status like this one with `details` after its own: `withDetails([BadRequest, { fieldViolations }])`. A
   * detail is a pair of a message type of ts-proto or protobuf-es and what is in the message, or a `google.protobuf.Any`.
   *
   * Ports grpc-go's `Status.WithDetails`.
   *
   * @throws RangeError if the code is `OK`.
   * @throws TypeError if a detail has another form, or its type has no name.
   */
  withDetails<Types extends readonly unknown[]>(
    ...details: { readonly [I in keyof Types]: Detail<Types[I]> }
  ): Status {
    if (this.code === OK)
      throw new RangeError('status: withDetails: no error details for status with code OK');
    const { details: before, unknown } = this.#rest;
    const added = details.map((detail) => encodeAny(toAny(detail)));
    return new Status(this.code, this.message, { details: [...before, ...added], unknown });
  }

  /**
   * Returns the details. With message types, of ts-proto or protobuf-es, it returns those of these types, decoded, in
   * their order; one that cannot be decoded is left out. Without types it returns all of them, as `google.protobuf.Any`.
   *
   * Ports grpc-go's `Status.Details`, which knows the types that are linked into the program.
   */
  details(): Any[];
  details<Types extends readonly [MessageType, ...MessageType[]]>(
    ...types: Types
  ): MessageOf<Types[number]>[];
  details(...types: readonly unknown[]): object[] {
    mustBeMessageTypes(types);
    const anys = this.#rest.details.map(decodeAny);
    return types.length === 0 ? anys : anys.flatMap((any) => fromAny(any, types));
  }

  /** Returns this status as an encoded `google.rpc.Status`, as gRPC sends it under `grpc-status-details-bin`. */
  toBinary(): Uint8Array {
    return encodeStatus({ code: this.code, message: this.message, ...this.#rest });
  }

  /** Returns `rpc error: code = NotFound desc = no tea`. Ports grpc-go's `Status.String`. */
  toString(): string {
    return `rpc error: code = ${nameOf(this.code)} desc = ${this.message}`;
  }

  /** Returns code and text, and the names of the details. */
  toJSON(): { code: string; message: string; details: string[] } {
    const { code, message } = this;
    return { code: nameOf(code), message, details: this.details().map(({ typeUrl }) => typeUrl) };
  }

  [inspect.custom](): string {
    return `Status ${inspect(this.toJSON())}`;
  }
}

const none = { details: [], unknown: [] };
