import type { Board } from './board';
import type { Column } from './case';
import type { Call, Channel, Outcome, Serve, Served } from './script';

/** An implementation of gRPC that plays scripts: grpc-go, or mdctx on one of its runtimes. */
export interface Party {
  readonly name: 'grpc-go' | Column;
  /** Starts a server and returns its port. */
  serve(board: Board, serve: Serve): Promise<number>;
  /** Returns what the RPCs of a server left behind, once `handled` handlers and what they started are done. */
  records(board: Board, port: number, handled: number): Promise<Served[]>;
  /** Makes calls over one channel, one after the other or all at once. */
  call(
    board: Board,
    port: number,
    channel: Channel,
    calls: readonly Call[],
    parallel: boolean,
  ): Promise<Outcome[]>;
  /** Stops the servers of a run. */
  end(board: Board): Promise<void>;
}
