import { ServerError, Status } from 'nice-grpc-common';
import { fromProto } from '../../lib/status';
import { bytesField, elementField, varintField } from '../../lib/status/protobuf';
import { outcomeOf } from '../support/adapters/outcome';
import type { Pair } from '../support/adapters/pairs';
import { promised } from '../support/adapters/stage';

// A status that is longer than what peers take of one header field. grpc-go sends it, and its clients take up to 16 MB; a client of
// Node's loses its connection of more than 64 KB, with all calls on it.

/** Reports whether the status of a call is in a header, and not in a body. */
const isInHeader = ({ name }: Pair) => !/gRPC-Web|^Connect( over|$)/.test(name);

const long = 100_000;
const any = Buffer.concat([
  ...bytesField(1, Buffer.from('type.googleapis.com/acme.Reason')),
  ...bytesField(2, Buffer.alloc(long, 'x')),
]);
const withDetails = Buffer.concat([
  ...varintField(1, Status.NOT_FOUND),
  ...bytesField(2, Buffer.from('no tea')),
  ...elementField(3, any),
]);

describe('a status of 100 KB', () => {
  promised('arrives with its text cut, if that is long, and harms no other call', async (stage) => {
    let failure: Error | undefined = new ServerError(Status.NOT_FOUND, 'é'.repeat(long));
    const client = await stage.serve(() => {
      if (failure !== undefined) throw failure;
    });
    const { code, details } = await outcomeOf(client.call(stage.kind));
    const whole = isInHeader(stage.pair) ? 1365 : long; // 8192 bytes, of which each of these has six as it is sent
    expect([code, details.length, new Set(details)]).toEqual([Status.NOT_FOUND, whole, new Set('é')]);
    failure = undefined;
    expect((await outcomeOf(client.call(stage.kind))).code).toBe(Status.OK);
  });

  promised('is INTERNAL if its details are long, and harms no other call', async (stage) => {
    let failure = fromProto(withDetails)?.err();
    const client = await stage.serve(() => {
      if (failure !== undefined) throw failure;
    });
    const { code, details } = await outcomeOf(client.call(stage.kind));
    if (isInHeader(stage.pair)) {
      expect(code).toBe(Status.INTERNAL);
      expect(details).toContain('header key "grpc-status-details-bin" has a value of 1');
    } else expect([code, details]).toEqual([Status.NOT_FOUND, 'no tea']);
    failure = undefined;
    expect((await outcomeOf(client.call(stage.kind))).code).toBe(Status.OK);
  });
});
