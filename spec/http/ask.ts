import { type Agent, type IncomingMessage, request as requestOf } from 'node:http';

/** What came back to a client over HTTP. */
export interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

/** What a client over HTTP asks with. */
export interface Asking {
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
  readonly agent?: Agent;
}

/** Asks the server on `port`. */
export function ask({ port }: { port: number }, { headers = {}, body, agent }: Asking = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const request = requestOf({ host: '127.0.0.1', port, method, headers, ...(agent && { agent }) });
    request.once('error', reject);
    request.once('response', (response) => {
      textOf(response).then((text) => resolve({ status: response.statusCode, text }), reject);
    });
    request.end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}
