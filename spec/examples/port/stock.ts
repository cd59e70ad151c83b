import { type Context, fromIncomingContext, New, Pairs, sendHeader, setTrailer } from 'mdctx';
import type { ServiceHandlers } from 'mdctx/stub';
import { ServerError, Status } from 'nice-grpc-common';
import type { StockDefinition, TakeReply, TakeRequest } from './gen/library';

const day = 24 * 3_600_000; // milliseconds

/** Knows how many copies there are of each title. */
export class Stock implements ServiceHandlers<StockDefinition> {
  private readonly copies = new Map([
    ['Emma', 2],
    ['Persuasion', 1],
  ]);

  // #region stock
  /** Takes a copy. One that is being bound is there tomorrow, for those who wait so long. */
  async take(ctx: Context, req: TakeRequest): Promise<TakeReply> {
    sendHeader(ctx, Pairs('shelf', req.title.slice(0, 1).toLowerCase()));
    if (req.title === 'Middlemarch') {
      if (ctx.deadline !== undefined && ctx.deadline.getTime() - Date.now() < day) {
        throw new ServerError(Status.FAILED_PRECONDITION, 'it is being bound');
      }
      return { copy: 1, seen: seen(ctx) };
    }
    const left = this.copies.get(req.title) ?? 0;
    if (left === 0) throw new ServerError(Status.RESOURCE_EXHAUSTED, 'no copy left');
    this.copies.set(req.title, left - 1);
    setTrailer(ctx, Pairs('left', String(left - 1), 'left', `of ${req.title}`));
    return { copy: left, seen: seen(ctx) };
  }
  // #endregion
}

/** Returns the metadata of the call, but for what the runtime sends. */
function seen(ctx: Context): string[] {
  const md = fromIncomingContext(ctx) ?? New();
  const keys = ['authorization', 'cookie', 'reader', 'x-branch', 'x-other', 'x-request-id'];
  return keys.flatMap((key) => (md.get(key) ?? []).map((value) => `${key}=${value}`));
}
