import { setHeader, setTrailer } from 'mdctx/grpc';
import { serverInterceptor } from 'mdctx/grpc-js';
import { Pairs, valueFromIncomingContext } from 'mdctx/metadata';
import { header, trailer, wanted } from '../service';
import { type Before, served } from './grpc-js';
import type { Serve } from './serve';

const used: Before = () => {
  valueFromIncomingContext(wanted);
  setHeader(Pairs(...header));
  setTrailer(Pairs(...trailer));
  return undefined;
};

/** grpc-js with mdctx. */
export const serve: Serve<'installed' | 'used'> = (variant) =>
  served(variant === 'installed' ? () => undefined : used, { interceptors: [serverInterceptor()] });
