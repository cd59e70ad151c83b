import type { grpc } from 'mdctx';
import type { StreamServerInterceptor, UnaryServerInterceptor } from 'mdctx/grpc';
import { ClientError, ServerError, Status } from 'nice-grpc-common';

// #region logging
export const logUnary: UnaryServerInterceptor = async (ctx, req, info, handler) => {
  return logged(
    () => info.fullMethod,
    () => handler(ctx, req),
  );
};

export const logStream: StreamServerInterceptor = async (srv, stream, info, handler) => {
  // A stream that counts the messages that are sent.
  let sent = 0;
  const counting: grpc.ServerStream = {
    ...stream,
    send(message) {
      sent++;
      return stream.send(message);
    },
  };
  return logged(
    () => `${info.fullMethod} (${sent} messages)`,
    () => handler(srv, counting),
  );
};

async function logged<T>(what: () => string, handle: () => Promise<T>): Promise<T> {
  try {
    const result = await handle();
    console.log(`${what()}: ${Status.OK}`);
    return result;
  } catch (error) {
    console.log(`${what()}: ${codeOf(error)}`);
    throw error;
  }
}

function codeOf(error: unknown): Status {
  return error instanceof ServerError || error instanceof ClientError ? error.code : Status.UNKNOWN;
}
// #endregion
