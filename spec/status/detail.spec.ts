import { DurationSchema } from '@bufbuild/protobuf/wkt';
import { BadRequest, ErrorInfo } from 'nice-grpc-error-details';
import * as codes from '../../lib/codes';
import * as status from '../../lib/status';

describe('the types of a detail', () => {
  const st = status.New(codes.NotFound);

  it('are checked', () => {
    // @ts-expect-error -- no such field
    st.withDetails([BadRequest, { violations: [] }]);
    // @ts-expect-error -- seconds is a bigint
    expect(() => st.withDetails([DurationSchema, { seconds: 'x' }])).toThrow();
    // @ts-expect-error -- not a detail
    expect(() => st.withDetails({})).toThrow(TypeError);
    const reasons: string[] = st.details(ErrorInfo).map(({ reason }) => reason);
    const seconds: bigint[] = st.details(DurationSchema).map((duration) => duration.seconds);
    expect([reasons, seconds]).toEqual([[], []]);
  });
});
