import { Status } from 'nice-grpc-common';
import { background } from '../../lib/context';
import { fromError, fromProto } from '../../lib/status';
import { bytesField, elementField, varintField } from '../../lib/status/protobuf';
import { connects } from '../support/adapters/pairs';
import { Stage } from '../support/adapters/stage';
import { kinds } from '../support/echo';

// A status whose details no generated code of this project knows: of another host, with fields of their own.

const any = Buffer.concat([
  ...bytesField(1, Buffer.from('example.com/acme.Reason')),
  ...bytesField(2, Buffer.from([0, 255, 7])),
  ...varintField(9, 5),
]);
const bytes = Buffer.concat([
  ...varintField(1, Status.NOT_FOUND),
  ...bytesField(2, Buffer.from('no tea; größer')),
  ...elementField(3, any),
  ...varintField(77, 1),
]);

describe.each(connects)('a status with details, over $name', (pair) => {
  it.each(kinds.filter((kind) => !pair.without?.includes(kind)))('goes up, hop by hop: %s', async (kind) => {
    const stage = new Stage(pair, kind);
    try {
      const { port } = await stage.listen(() => {
        throw fromProto(bytes)?.err();
      });
      const toC = stage.dial(port);
      const toB = await stage.serve(() => toC.call(kind).next());
      const error = await toB
        .call(kind, { ctx: background() })
        .next()
        .catch((thrown) => thrown);
      const status = fromError(error);
      expect([status?.code, status?.message]).toEqual([Status.NOT_FOUND, 'no tea; größer']);
      if (pair.name.startsWith('Connect, gRPC')) expect(Buffer.from(status?.toBinary() ?? [])).toEqual(bytes);
      else {
        // Connect's protocol has the type of a detail without its host, and its bytes.
        const [detail, ...others] = status?.details() ?? [];
        expect([detail?.typeUrl, Buffer.from(detail?.value ?? [])]).toEqual([
          'type.googleapis.com/acme.Reason',
          Buffer.from([0, 255, 7]),
        ]);
        expect(others).toEqual([]);
      }
    } finally {
      stage.close();
    }
  });
});
