import { appendToOutgoingContext, New, Pairs, sendHeader, setHeader, setTrailer } from 'mdctx';
import type { CallContext, ContextExt, ContextOptions } from 'mdctx/nice-grpc';
import { ServerError, Status } from 'nice-grpc-common';
import { readerFromContext } from './auth';
import type {
  Book,
  BorrowReply,
  BorrowRequest,
  LibraryServiceImplementation,
  SearchRequest,
  StockClient,
} from './gen/library';

const titles = ['Emma', 'Middlemarch', 'Persuasion', 'The Waves'];

type Call = CallContext & ContextExt;

// #region library
/** Lends what is in stock. */
export class Library implements LibraryServiceImplementation<ContextExt> {
  private readonly stock: StockClient<ContextOptions>;

  constructor(stock: StockClient<ContextOptions>) {
    this.stock = stock;
  }

  /** Takes a copy from the stock, for the reader. */
  async borrow(req: BorrowRequest, { ctx }: Call): Promise<BorrowReply> {
    setHeader(ctx, Pairs('served-by', 'library'));
    const [header, trailer] = [New(), New()];
    const onward = appendToOutgoingContext(ctx, 'reader', readerFromContext(ctx));
    const taken = await this.stock.take({ title: req.title }, { ctx: onward, header, trailer });
    setTrailer(ctx, New({ shelf: header.get('shelf') ?? [], left: trailer.get('left') ?? [] }));
    return { title: req.title, copy: taken.copy, seen: taken.seen };
  }

  /** Sends the titles that have a word in them. */
  async *search(req: SearchRequest, { ctx }: Call): AsyncGenerator<Book, void> {
    const found = titles.filter((title) => title.includes(req.word));
    if (found.length === 0) {
      throw new ServerError(Status.NOT_FOUND, `no title has ${req.word} in it`);
    }
    sendHeader(ctx, Pairs('found', String(found.length)));
    for (const title of found) yield { title };
    setTrailer(ctx, Pairs('searched-by', readerFromContext(ctx)));
  }
}
// #endregion
