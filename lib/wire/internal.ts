/** What the other folders of lib/ use of this one, in addition to its index. */
export { malformedBinary } from './binary-fields';
export { patchHttp2 } from './http2-patch';
export { IncomingFields, valuesOf } from './incoming-fields';
export { faultOfPeer } from './limits';
export { eachField } from './repeated-keys';
export { faultOf, faultOnSend } from './sendable';
export { type Sender, type SentHeaders, senderKey } from './sender';
export { currentRequest, type RawRequest } from './server-streams';
export { decodeTimeout, encodeTimeout, longestTimeout } from './timeout';
export { isHarmful } from './unsupported-fields';
