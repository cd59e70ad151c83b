import { codes, current, status } from 'mdctx';
import { BadRequest } from 'nice-grpc-error-details';
import { withGreeter } from './support/loopback';

const checked = (name: string): string => {
  if (name !== '') return name;
  // #region make
  throw status
    .New(codes.InvalidArgument, 'no name')
    .withDetails([BadRequest, { fieldViolations: [{ field: 'name', description: 'must not be empty' }] }])
    .err();
  // #endregion
};

const handler = {
  hello: async ({ name }: { name: string }) => ({ text: `hello ${checked(name)}` }),
};

void withGreeter(handler, async (client) => {
  // #region read
  try {
    await client.hello({ name: '' });
  } catch (err) {
    const st = status.convert(err);
    console.log(String(st)); // as Go prints it
    if (st.code === codes.InvalidArgument) {
      for (const { fieldViolations } of st.details(BadRequest)) console.log(fieldViolations[0]?.field);
    }
  }
  // #endregion

  // #region wrap
  const load = async (name: string) => {
    try {
      return await client.hello({ name });
    } catch (cause) {
      throw new Error(`load ${name}`, { cause }); // Go: fmt.Errorf("load %s: %w", name, err)
    }
  };
  const err: unknown = await load('').catch((err: unknown) => err);
  console.log(status.code(err) === codes.InvalidArgument, status.convert(err).details(BadRequest).length);
  // #endregion

  // #region context
  const end = status.fromContextError(current().err()).err(); // undefined while the context lives
  if (end !== undefined) throw end;
  // #endregion
});

// Output:
// rpc error: code = InvalidArgument desc = no name
// name
// true 1
