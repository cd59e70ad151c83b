import { appendToOutgoingContext, type Context, New, Pairs, setHeader, setTrailer } from 'mdctx';
import {
  Header,
  type ServerStreamingServer,
  type ServiceHandlers,
  type StubClient,
  Trailer,
} from 'mdctx/stub';
import { ServerError, Status } from 'nice-grpc-common';
import { readerFromContext } from './auth';
import type {
  Book,
  BorrowReply,
  BorrowRequest,
  LibraryDefinition,
  SearchRequest,
  StockDefinition,
} from './gen/library';

const titles = ['Emma', 'Middlemarch', 'Persuasion', 'The Waves'];

// #region library
/** Lends what is in stock. */
export class Library implements ServiceHandlers<LibraryDefinition> {
  private readonly stock: StubClient<StockDefinition>;

  constructor(stock: StubClient<StockDefinition>) {
    this.stock = stock;
  }

  /** Takes a copy from the stock, for the reader. */
  async borrow(ctx: Context, req: BorrowRequest): Promise<BorrowReply> {
    setHeader(ctx, Pairs('served-by', 'library'));
    const [header, trailer] = [New(), New()];
    ctx = appendToOutgoingContext(ctx, 'reader', readerFromContext(ctx));
    const taken = await this.stock.take(ctx, { title: req.title }, Header(header), Trailer(trailer));
    setTrailer(ctx, New({ shelf: header.get('shelf') ?? [], left: trailer.get('left') ?? [] }));
    return { title: req.title, copy: taken.copy, seen: taken.seen };
  }

  /** Sends the titles that have a word in them. */
  async search(req: SearchRequest, stream: ServerStreamingServer<Book>): Promise<void> {
    const found = titles.filter((title) => title.includes(req.word));
    if (found.length === 0) {
      throw new ServerError(Status.NOT_FOUND, `no title has ${req.word} in it`);
    }
    stream.sendHeader(Pairs('found', String(found.length)));
    for (const title of found) {
      await stream.send({ title });
    }
    stream.setTrailer(Pairs('searched-by', readerFromContext(stream.context)));
  }
}
// #endregion
