import { status } from 'mdctx';
import { InvalidArgument } from 'mdctx/codes';
import { BadRequest } from 'nice-grpc-error-details';
import { withGreeter } from './support/loopback';

async function main() {
  // #region server
  const hello = async ({ name }: { name: string }) => {
    if (name !== '') return { text: `hello ${name}` };
    const violation = { field: 'name', description: 'must not be empty' };
    throw status
      .New(InvalidArgument, 'no name')
      .withDetails([BadRequest, { fieldViolations: [violation] }])
      .err();
  };
  // #endregion

  await withGreeter({ hello }, async (client) => {
    // #region client
    try {
      await client.hello({ name: '' });
    } catch (error) {
      const told = status.convert(error);
      const [bad] = told.details(BadRequest);
      console.log(String(told), bad?.fieldViolations);
    }
    // #endregion
  });
}

void main();

// Output:
// rpc error: code = InvalidArgument desc = no name [
//   {
//     '$type': 'google.rpc.BadRequest.FieldViolation',
//     field: 'name',
//     description: 'must not be empty'
//   }
// ]
