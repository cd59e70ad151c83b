import type { MetadataOptions } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import type { Credentials } from '../../grpc';
import type { ResponseOption } from '../../grpc/internal';

/** How a call is made, of what its options say. What is left out is as the channel has it. */
export interface CallSettings {
  metadataOptions: MetadataOptions;
  credentials: Credentials | undefined;
  maxRecvMsgSize: number;
  maxSendMsgSize: number;
  /** grpc-js's `WriteFlags`. */
  flags: number | undefined;
  contentSubtype: string | undefined;
}

const noCompress = 2; // grpc-js's WriteFlags.NoCompress

const none: CallSettings = {
  metadataOptions: {},
  credentials: undefined,
  maxRecvMsgSize: Number.POSITIVE_INFINITY,
  maxSendMsgSize: Number.POSITIVE_INFINITY,
  flags: undefined,
  contentSubtype: undefined,
};

/**
 * Returns how a call with the options `opts` is made, on a channel that compresses with `compressor`.
 *
 * @throws ServerError with `INTERNAL` if it cannot be made so.
 */
export function callSettings(opts: readonly ResponseOption[], compressor: () => string): CallSettings {
  let settings = none;
  for (const option of opts) {
    if (option.kind === 'waitForReady')
      settings = { ...settings, metadataOptions: { waitForReady: option.wait } };
    else if (option.kind === 'perRPCCredentials') settings = { ...settings, credentials: option.creds };
    else if (option.kind === 'maxRecvMsgSize') settings = { ...settings, maxRecvMsgSize: option.bytes };
    else if (option.kind === 'maxSendMsgSize') settings = { ...settings, maxSendMsgSize: option.bytes };
    else if (option.kind === 'contentSubtype') settings = { ...settings, contentSubtype: option.subtype };
    else if (option.kind === 'compressor')
      settings = { ...settings, flags: flagsOf(option.name, compressor()) };
  }
  return settings;
}

function flagsOf(name: string, compressor: string): number | undefined {
  if (name === compressor) return undefined;
  if (name === 'identity') return noCompress;
  throw new ServerError(
    Status.INTERNAL,
    `grpc: Compressor is not installed for requested grpc-encoding ${JSON.stringify(name)}: the channel must have it as its option grpc.default_compression_algorithm`,
  );
}

/** Returns why a message of `bytes` is refused, with grpc-go's text; `undefined` if it is not. */
export function faultOfMessage(
  what: 'received message' | 'trying to send message',
  bytes: number,
  most: number,
): string | undefined {
  return bytes > most ? `grpc: ${what} larger than max (${bytes} vs. ${most})` : undefined;
}
