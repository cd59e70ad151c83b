/** What the other folders of lib/ use of this one, in addition to its index. */

export { patchHttp2 } from './http2-patch';
export {
  binaryValues,
  eachField,
  IncomingFields,
  malformedBinary,
  malformedStatus,
  type ReceivedHeaders,
  receivedHeaders,
  valuesOf,
} from './incoming-fields';
export { statusMessage, validateForPeer, validateOnSend, validateSent } from './sendable';
export {
  type Sender,
  type SentFields,
  type SentHeaders,
  senderKey,
  sentFields,
  wireFields,
} from './sent-fields';
export { limitStreamResets, type StreamResetLimit, validateResetLimit } from './server-streams';
export { type PingPolicy, type SessionPolicy, sessionPolicyKey } from './session-policy';
export { address, type Connection, peerOfSocket, type TLSInfo, tlsInfo } from './socket-peer';
export { decodeTimeout, encodeTimeout, longestTimeout, sendableDeadline } from './timeout';
export { isUnsupported, supportedFields, wholeFields } from './unsupported-fields';
