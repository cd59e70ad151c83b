/**
 * What the engines use of this folder.
 *
 * A server ends a call whose handler failed with `statusOf(error)`: code, text, and `detailsBin`, which it puts into the
 * trailer under `detailsKey`, in place of what the handler set there. Without a status the runtime decides what the client
 * gets. A client makes the error of a call with `clientError(path, receivedStatus(code, text, bins))`, where `bins` are the
 * values of `detailsKey` in the trailer; the error carries its bytes, so that `statusOf` finds them.
 */

export { detailsBinOf, detailsKey, withDetailsBin } from './details-bin';
export { type ErrorStatus, statusOf } from './error-status';
export { contextError } from './from-error';
export { serverError } from './make';
export { clientError, receivedStatus, withReceivedDetails } from './received-status';
export { toText } from './text';
