import { DurationSchema } from '@bufbuild/protobuf/wkt';
import { BadRequest, ErrorInfo } from 'nice-grpc-error-details';
import * as codes from '../../lib/codes';
import * as status from '../../lib/status';
import { badRequest, errorInfo } from './protobuf';

describe('the bytes of a status', () => {
  // proto.Marshal of status.New(…).WithDetails(&errdetails.BadRequest{…}, &errdetails.ErrorInfo{…}, durationpb.New(…)) in
  // grpc-go 1.83.1.
  const go =
    '0805120e6e6f207465613a20e7b3bbe7bb9f1a480a29747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e42616452' +
    '657175657374121b0a190a046e616d6512116d757374206e6f7420626520656d7074791a460a28747970652e676f6f676c65617069732e636f' +
    '6d2f676f6f676c652e7270632e4572726f72496e666f121a0a0553544f434b120473686f701a0b0a046974656d12037465611a340a2c747970' +
    '652e676f6f676c65617069732e636f6d2f676f6f676c652e70726f746f6275662e4475726174696f6e120408051007';

  it('are those of grpc-go', () => {
    const st = status
      .New(codes.NotFound, 'no tea: \u7cfb\u7edf')
      .withDetails([BadRequest, badRequest], errorInfo, [DurationSchema, { seconds: 5n, nanos: 7 }]);
    expect(Buffer.from(st.toBinary()).toString('hex')).toBe(go);
    expect(status.fromProto(Buffer.from(go, 'hex'))?.details(BadRequest, ErrorInfo)).toEqual([
      badRequest,
      errorInfo,
    ]);
  });
});
