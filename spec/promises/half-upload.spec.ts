import { createServer as createNiceServer } from 'nice-grpc';
import { Status } from 'nice-grpc-common';
import { serverMiddleware } from '../../lib/nice-grpc/middleware';
import { type Cut, CutUpload } from '../support/cut-upload';
import { Echo } from '../support/echo';
import { Moment } from '../support/moment';
import { type End, iterating, niceShaped, shapes } from '../support/upload-shapes';

/** It knows no deadline: with it the context ends as cancelled. */
const pure = niceShaped('nice-grpc/middleware, for await', iterating, () =>
  createNiceServer().use(serverMiddleware()),
);

const cuts: ReadonlyArray<readonly [Cut, Status, string]> = [
  ['reset', Status.CANCELLED, 'context canceled'],
  ['connection', Status.CANCELLED, 'context canceled'],
  ['deadline', Status.DEADLINE_EXCEEDED, 'context deadline exceeded'],
];

describe('an upload that was cut off is never a whole one', () => {
  for (const shape of [...shapes, pure])
    for (const kind of ['clientStream', 'bidi'] as const)
      for (const [cut, code, details] of cuts)
        for (const messages of shape === pure && cut === 'deadline' ? [] : [0, 3]) {
          it(`${shape.name}: ${kind}, ${cut} after ${messages} messages`, async () => {
            const [entered, end] = [new Moment(), new Moment<End>()];
            let read = 0;
            const listening = await shape.listen(Echo, end.come, () => {
              if (read++ === messages) entered.come();
            });
            const timeout = cut === 'deadline' ? '300m' : undefined;
            const upload = new CutUpload(listening.port, Echo[kind].path, messages, timeout);
            try {
              if (cut !== 'deadline') await entered.came; // the deadline may be over before
              upload.cut(cut);
              const { error, err, ...seen } = await end.came;
              expect(error).toMatchObject({ code, details });
              expect(err?.message).toBe(details);
              if (cut !== 'deadline') expect(seen.messages).toBe(messages);
            } finally {
              upload.close();
              listening.stop();
            }
          });
        }
});
