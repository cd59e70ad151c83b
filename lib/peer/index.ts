/** grpc-go's `peer`: who is at the other end of a call. */
export { type Addr, type AuthInfo, fromContext, newContext, Peer } from './peer';

// Above is what users need; below is for the other folders of this library.

/** @internal */
export { peerKey } from './peer';
