/**
 * grpc-go's `status`: how a call ended, as an error and as a value, with details for programs. The errors are those of
 * nice-grpc-common, so that `instanceof ServerError` and `instanceof ClientError` hold.
 */
export type { Detail, NamedMessage } from './detail';
export { code, convert, fromContextError, fromError } from './from-error';
export { type ErrorOf, error, errorf, fromProto, New, Newf } from './make';
export type { MessageInit, MessageOf, MessageType, ProtobufEsSchema, TsProtoType } from './message-type';
export { Status } from './status';
export type { Any } from './status-proto';
