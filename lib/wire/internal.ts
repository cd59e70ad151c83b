/** What the other folders of lib/ use of this one, in addition to its index. */
export { malformedBinary } from './binary-fields';
export { patchHttp2 } from './http2-patch';
export { IncomingFields, valuesOf } from './incoming-fields';
export { faultOfPeer } from './limits';
export { keepHeaders, type ReceivedHeaders, receivedHeaders } from './received-headers';
export { binaryValues, eachField, type RawHeaders } from './repeated-keys';
export { faultOf, faultOnSend } from './sendable';
export { type Sender, type SentFields, type SentHeaders, senderKey, sentFields } from './sent-fields';
export { limitStreamResets, type StreamResetLimit, validateResetLimit } from './server-options';
export { address, type Connection, peerOfSocket, type TLSInfo, tlsInfo } from './socket-peer';
export { malformedStatus } from './status-field';
export { decodeTimeout, encodeTimeout, longestTimeout } from './timeout';
export { isHarmful, isTooLong } from './unsupported-fields';
