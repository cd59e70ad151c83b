import { patchHttp2 } from '../wire/internal';
import { limitConnecting } from './client/connect-timeout';
import { feedMetadata } from './received-metadata';
import { observeHandlers } from './server/handlers';

/**
 * Has grpc-js keep what it otherwise drops of what it receives, and tell of a call that was cut off, in each server and
 * connection that is made from now on. Later calls do nothing.
 */
export function patchRuntime(): void {
  patchHttp2(!feedMetadata());
  observeHandlers();
  limitConnecting();
}
