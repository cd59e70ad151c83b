import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { closeAll, itServes, listening, type Serve } from '../adapter-rows';

// connect-next wants a line of Connect of its own, 2.1, and Next, of which it uses types alone: it is installed with each line here, and
// its handler is a function for a server of Node's.

interface ConnectNext {
  nextJsApiRouter(options: Parameters<Serve>[0] & { prefix: string }): {
    handler(request: IncomingMessage, response: ServerResponse): Promise<void>;
  };
}

const { nextJsApiRouter }: ConnectNext = require('@connectrpc/connect-next');

afterEach(closeAll);

describe('nextJsApiRouter', () => {
  itServes((own) => {
    const { handler } = nextJsApiRouter({ ...own, prefix: '' });
    return listening(http.createServer((request, response) => void handler(request, response)));
  });
});
