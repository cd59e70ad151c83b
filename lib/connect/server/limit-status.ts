import { Status } from 'nice-grpc-common';
import { MD } from '../../metadata';
import { decodeBinary } from '../../metadata/internal';
import { detailsKey } from '../../status/internal';
import { statusMessage, validateSent } from '../../wire/internal';
import { decodeText } from '../error';

const most = 8192; // bytes of a text that need not be looked at

/**
 * Cuts the status in `headers`, the trailer that Connect made, to what peers take: a larger one ends the connection with all its
 * calls. `trailer`, that of the handler, is sent with it.
 */
export function limitStatus(headers: Headers, trailer: MD | undefined): void {
  const text = headers.get('grpc-message');
  if (text !== null && text.length > most)
    headers.set('grpc-message', encodeURI(statusMessage(decodeText(text))));
  const details = headers.get(detailsKey);
  if (details === null || details.length < most) return;
  const fault = validateSent(new MD([...(trailer ?? []), [detailsKey, decodeBinary(details)]]));
  if (fault === undefined) return;
  headers.delete(detailsKey);
  headers.set('grpc-status', String(Status.INTERNAL));
  headers.set('grpc-message', encodeURI(fault));
}
