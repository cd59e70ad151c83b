import { type Channel, Client, credentials } from '@grpc/grpc-js';
import { type CallFactory, isObserved, type OutgoingCall } from '../../grpc/internal';
import { ChannelTransport } from './channel-transport';
import { insideOf, isSecure } from './convert';
import { ObservedTransport } from './observed-transport';
import { SurfaceTransport } from './surface-transport';

/** Returns the factory of calls on `channel`. */
export function channelCalls(channel: Channel): CallFactory {
  let client: Client | undefined | null = null; // null before the first call; undefined if it is not needed
  const inside = insideOf(channel);
  const known = { channel, inside, mayHaveCredentials: isSecure(inside) !== false };
  const carry = (call: OutgoingCall) => {
    if (client === null) client = isWrapped() ? clientOn(channel) : undefined;
    return client === undefined
      ? new ChannelTransport(known, call)
      : new SurfaceTransport(client, inside, call);
  };
  return {
    target: () => channel.getTarget(),
    isSecure: () => isSecure(inside),
    takesCredentials: true,
    newTransport: (call) => (isObserved('client') ? new ObservedTransport(call, carry) : carry(call)),
  };
}

function clientOn(channel: Channel): Client {
  return new Client(channel.getTarget(), credentials.createInsecure(), { channelOverride: channel });
}

/**
 * Reports whether a tool has wrapped the methods of `Client`, as OpenTelemetry and its like do to see each call: grpc-js's
 * own methods call a function that others cannot.
 */
function isWrapped(): boolean {
  const { makeUnaryRequest, makeServerStreamRequest, makeClientStreamRequest, makeBidiStreamRequest } =
    Client.prototype;
  const methods = [makeUnaryRequest, makeServerStreamRequest, makeClientStreamRequest, makeBidiStreamRequest];
  return methods.some((method) => !Function.prototype.toString.call(method).includes('getInterceptingCall'));
}
