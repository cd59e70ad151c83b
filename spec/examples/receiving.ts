import { New, Pairs, sendHeader, setHeader, setTrailer } from 'mdctx';
import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { withGreeter } from './support/loopback';

async function main() {
  await withGreeter(
    {
      async hello({ name }) {
        setHeader(Pairs('served-by', 'a', 'served-by', 'b'));
        setTrailer(Pairs('cost', '3'));
        if (name === '') throw new ServerError(Status.INVALID_ARGUMENT, 'a name is needed');
        return { text: `hello ${name}` };
      },
      async *helloOften({ name }) {
        sendHeader(Pairs('count', '2'));
        yield { text: `hello ${name}` };
        yield { text: `hello again, ${name}` };
        setTrailer(Pairs('cost', '5'));
      },
    },
    async (client) => {
      // #region unary
      const header = New();
      const trailer = New();
      const { text } = await client.hello({ name: 'Ada' }, { header, trailer });
      // #endregion
      console.log(text, header.get('served-by'), trailer.get('cost'));

      // #region failing
      try {
        await client.hello({ name: '' }, { header, trailer });
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        console.log(Status[error.code], error.details, header.get('served-by'), trailer.get('cost'));
      }
      // #endregion

      // #region streaming
      const onHeader = () => console.log('header', header.get('count')); // before the first message
      for await (const { text } of client.helloOften({ name: 'Ada' }, { header, trailer, onHeader })) {
        console.log(text);
      }
      console.log('trailer', trailer.get('cost')); // after the last
      // #endregion
    },
  );
}

void main();

// Output:
// hello Ada [ 'a', 'b' ] [ '3' ]
// INVALID_ARGUMENT a name is needed [ 'a', 'b' ] [ '3' ]
// header [ '2' ]
// hello Ada
// hello again, Ada
// trailer [ '5' ]
