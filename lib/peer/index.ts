/** grpc-go's `peer`: the other end of a call. */
export { type Addr, type AuthInfo, fromContext, newContext, Peer } from './peer';
