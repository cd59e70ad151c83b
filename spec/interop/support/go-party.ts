import type { Board } from './board';
import type { LinePeer } from './line-peer';
import type { Party } from './party';
import type { Call, Channel, Outcome, Serve, Served } from './script';

/** grpc-go, played by the Go program. */
export class GoParty implements Party {
  readonly name = 'grpc-go';
  private readonly peer: LinePeer;
  private readonly boards = new Map<string, Board>();

  constructor(peer: LinePeer) {
    this.peer = peer;
    peer.onSignal = ({ run, label }) => this.boards.get(run)?.raise(label);
  }

  async serve(board: Board, serve: Serve): Promise<number> {
    this.join(board);
    const { port } = await this.peer.ask<{ port: number }>('serve', { run: board.run, ...serve });
    return port;
  }

  records(board: Board, port: number, handled: number): Promise<Served[]> {
    return this.peer.ask('records', { run: board.run, port, handled });
  }

  call(
    board: Board,
    port: number,
    channel: Channel,
    calls: readonly Call[],
    parallel: boolean,
  ): Promise<Outcome[]> {
    this.join(board);
    return this.peer.ask('call', { run: board.run, port, channel, calls, parallel });
  }

  async end(board: Board): Promise<void> {
    if (this.boards.delete(board.run)) await this.peer.ask('end', { run: board.run });
  }

  private join(board: Board): void {
    if (this.boards.has(board.run)) return;
    this.boards.set(board.run, board);
    board.listen((label) => {
      this.peer.ask('signal', { run: board.run, label }).catch(() => {}); // a peer that ended needs no signal
    });
  }
}
