import type { ChannelOptions } from '@grpc/grpc-js';
import type { Channel } from '../support/script';

/** Returns the options of a channel in grpc-js's terms. */
export function channelOptions({ userAgent, authority, serviceConfig }: Channel): ChannelOptions {
  return {
    ...(userAgent !== undefined && { 'grpc.primary_user_agent': userAgent }),
    ...(authority !== undefined && { 'grpc.default_authority': authority }),
    ...(serviceConfig !== undefined && { 'grpc.service_config': serviceConfig }),
    'grpc.use_local_subchannel_pool': 1, // a channel of one case shares no connection with another
  };
}
