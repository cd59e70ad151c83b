import type { MetadataOptions } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import type { ClientMethod, OwnedCredentials, ResponseOption } from '../../grpc/internal';
import { compressorOf, optionsOf } from './convert';

/** How a call is made, by its options. What is left out is as the channel has it. */
export interface CallSettings {
  metadataOptions: MetadataOptions;
  /** Those of the channel first. */
  credentials: readonly OwnedCredentials[];
  maxRecvMsgSize: number;
  maxSendMsgSize: number;
  /** grpc-js's `WriteFlags`. */
  flags: number | undefined;
  contentSubtype: string | undefined;
}

const noCompress = 2; // grpc-js's WriteFlags.NoCompress

const none: CallSettings = {
  metadataOptions: {},
  credentials: [],
  maxRecvMsgSize: Number.POSITIVE_INFINITY,
  maxSendMsgSize: Number.POSITIVE_INFINITY,
  flags: undefined,
  contentSubtype: undefined,
};

/**
 * Returns how a call with the options `opts` is made, on the channel that `inside` is inside of. Where that is known only once the call
 * is made, it is left out: `compressionFlags` tells the flags then, and `validateSizes` whether the channel allows the sizes.
 *
 * @throws ServerError with `INTERNAL` if it cannot be made so; TypeError if the channel does not allow the sizes.
 */
export function callSettings(opts: readonly ResponseOption[], inside?: object): CallSettings {
  let settings = none;
  for (const option of opts) {
    if (option.kind === 'perRPCCredentials') settings = { ...settings, credentials: credentialsOf(opts) };
    else if (option.kind === 'waitForReady')
      settings = { ...settings, metadataOptions: { waitForReady: option.wait } };
    else if (option.kind === 'maxRecvMsgSize') settings = { ...settings, maxRecvMsgSize: option.bytes };
    else if (option.kind === 'maxSendMsgSize') settings = { ...settings, maxSendMsgSize: option.bytes };
    else if (option.kind === 'contentSubtype') settings = { ...settings, contentSubtype: option.subtype };
    else if (option.kind === 'compressor' && inside !== undefined)
      settings = { ...settings, flags: compressionFlags(opts, inside) };
  }
  if (inside !== undefined && settings !== none) validateSizes(settings, inside);
  return settings;
}

/**
 * Returns the flags of the messages of a call with the options `opts`, on the channel that `inside` is inside of.
 *
 * @throws ServerError with `INTERNAL` if the channel has not the compressor that they ask for.
 */
export function compressionFlags(opts: readonly ResponseOption[], inside: object): number | undefined {
  let flags: number | undefined;
  for (const option of opts)
    if (option.kind === 'compressor') flags = flagsOf(option.name, compressorOf(inside));
  return flags;
}

/** Returns the credentials of the channel, and of those of the call the last, as in grpc-go. */
function credentialsOf(opts: readonly ResponseOption[]): readonly OwnedCredentials[] {
  const ofChannel: OwnedCredentials[] = [];
  let ofCall: OwnedCredentials[] = [];
  for (const option of opts) {
    if (option.kind !== 'perRPCCredentials') continue;
    if (option.isOfChannel) ofChannel.push(option);
    else ofCall = [option];
  }
  return [...ofChannel, ...ofCall];
}

/** The limits of a channel, by the limits of a call that they bound, with the function that sets these, and their defaults. */
const limits = {
  maxRecvMsgSize: ['MaxCallRecvMsgSize', 'grpc.max_receive_message_length', 4 * 1024 * 1024],
  maxSendMsgSize: ['MaxCallSendMsgSize', 'grpc.max_send_message_length', -1],
} as const;

/**
 * Checks that the channel, which grpc-js asks first, allows the sizes that the options of a call allow. `inside` is what is inside of
 * the channel.
 *
 * @throws TypeError if it does not.
 */
export function validateSizes(settings: CallSettings, inside: object): void {
  for (const kind of ['maxRecvMsgSize', 'maxSendMsgSize'] as const) {
    const bytes = settings[kind];
    const option = bytes === none[kind] ? undefined : optionsOf(inside);
    if (option === undefined) continue;
    const [by, name, byDefault] = limits[kind];
    const limit = Number(option(name) ?? byDefault);
    if (limit < 0 || bytes <= limit) continue;
    throw new TypeError(
      `grpc: ${by}: bytes must be no more than the ${limit} that the channel allows by its option ${name}: got ${bytes}`,
    );
  }
}

/** Reports whether the options of a call limit the size of its messages. */
export function isLimited({ maxRecvMsgSize, maxSendMsgSize }: CallSettings): boolean {
  return maxRecvMsgSize !== none.maxRecvMsgSize || maxSendMsgSize !== none.maxSendMsgSize;
}

type Codec = Pick<ClientMethod, 'requestSerialize' | 'responseDeserialize'>;

/** Returns how the messages of a call are encoded, as `settings` limit them: `refuse` is told what is too large. */
export function limitedCodec(
  { requestSerialize, responseDeserialize }: Codec,
  settings: CallSettings,
  refuse: (code: Status, details: string) => void,
): Codec {
  if (!isLimited(settings)) return { requestSerialize, responseDeserialize };
  const { maxRecvMsgSize, maxSendMsgSize } = settings;
  const fail = (fault: string) => {
    refuse(Status.RESOURCE_EXHAUSTED, fault);
    throw new Error(fault); // grpc-js ends the call, which has ended
  };
  return {
    requestSerialize(message) {
      const bytes = requestSerialize(message);
      if (bytes.length > maxSendMsgSize) fail(tooLarge('trying to send message', bytes, maxSendMsgSize));
      return bytes;
    },
    responseDeserialize(bytes) {
      if (bytes.length > maxRecvMsgSize) fail(tooLarge('received message', bytes, maxRecvMsgSize));
      return responseDeserialize(bytes);
    },
  };
}

function flagsOf(name: string, compressor: string): number | undefined {
  if (name === compressor) return undefined;
  if (name === 'identity') return noCompress;
  throw new ServerError(
    Status.INTERNAL,
    `grpc: Compressor is not installed for requested grpc-encoding ${JSON.stringify(name)}: the channel must have it as its option grpc.default_compression_algorithm`,
  );
}

/** Returns why a message of more than `most` bytes is refused, with grpc-go's text. */
export function tooLarge(
  what: 'received message' | 'trying to send message',
  { length }: Uint8Array,
  most: number,
): string {
  return `grpc: ${what} larger than max (${length} vs. ${most})`;
}
