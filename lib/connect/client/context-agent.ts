import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { background, current, run } from '../../context';
import { lower } from '../../metadata/internal';
import { peerOfSocket } from '../../wire/internal';
import { type AddRequest, addRequestOf } from '../convert';
import type { Encodings } from '../last-envelope';
import { type Protocol, protocolOf } from '../protocol';
import { type ClientCall, callIn } from './client-call';
import { EnvelopeReader } from './envelope-reader';
import {
  encodingIn,
  goOnInCall,
  hasEnvelopes,
  isTrailerAlone,
  loseIfDisconnected,
  readOutside,
} from './watch';

/**
 * Returns an agent like `agent`, whose connections it takes, on whose requests calls see their response as it comes. What a
 * connection keeps is made outside of any context.
 */
export function contextAgent(agent: Agent, encodings: Encodings): Agent {
  const add = addRequestOf(agent);
  const addRequest: AddRequest = (request, ...rest) => {
    const call = callIn(current());
    if (call !== undefined) watchRequest(request, call, encodings);
    run(background(), () => Reflect.apply(add, agent, [request, ...rest]));
  };
  return Object.create(agent, { addRequest: { value: addRequest } });
}

function watchRequest(request: ClientRequest, call: ClientCall, encodings: Encodings): void {
  const protocol = protocolOf(String(request.getHeader('content-type') ?? ''));
  const headers = request.getHeaders();
  for (const [name, value] of Object.entries(call.headersFor(headers, protocol)))
    if (value !== undefined && value !== headers[name]) request.setHeader(name, value);
  request.once('socket', (socket) => {
    const connected = () => call.connected(peerOfSocket(socket));
    if (socket.connecting) socket.once('ready', connected);
    else connected(); // it was kept for further requests
  });
  request.on('error', (error) => loseIfDisconnected(call, error));
  request.once('response', (response: IncomingMessage) => watchResponse(response, call, protocol, encodings));
  goOnInCall(request, call);
}

function watchResponse(
  response: IncomingMessage,
  call: ClientCall,
  protocol: Protocol,
  encodings: Encodings,
): void {
  const raw = response.rawHeaders.map((field, i) => (i % 2 === 0 ? lower(field) : field));
  call.connected(peerOfSocket(response.socket));
  call.receiveHeader(raw, protocol, isTrailerAlone(raw, protocol));
  response.on('error', (error) => loseIfDisconnected(call, error));
  const reader = new EnvelopeReader(protocol, encodings, (trailer) => call.receiveTrailer(trailer));
  reader.setEncoding(encodingIn(raw));
  readOutside(response, hasEnvelopes(protocol) ? reader : undefined);
}
