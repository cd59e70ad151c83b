/** grpc-go's `peer`: who is at the other end of a call. */
export { type Addr, type AuthInfo, fromContext, newContext, Peer } from './peer';
