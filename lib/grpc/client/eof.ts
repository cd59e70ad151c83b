import { shared } from '../../context/internal';

/** The one error of its kind, compared with `===`. */
function eof(): Error {
  const error = new Error('EOF');
  error.name = 'EOF';
  error.stack = 'EOF'; // made once for all: where it was made tells nothing
  return error;
}

/**
 * The error of `send` on a stream whose call has ended: `recv` then tells how it ended. It is the same in each copy of the
 * library: compare it with `===`.
 *
 * Ports Go's `io.EOF`.
 */
export const EOF: Error = shared('EOF', eof);
