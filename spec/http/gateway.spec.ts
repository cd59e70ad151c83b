import { createServer } from 'node:http';
import { type Context, current } from '../../lib/context';
import { policy } from '../../lib/forward';
import { gatewayHeaders, type HttpOptions, nodeHandler } from '../../lib/http';
import { fromOutgoingContext, Pairs } from '../../lib/metadata';
import { Moment } from '../support/moment';
import { type Asking, ask } from './ask';
import { listening } from './edges';

/** Returns the context in which a request is handled, and what was answered. */
async function handled(asking: Asking, options: HttpOptions = {}) {
  const seen = new Moment<Context>();
  const handler = nodeHandler(
    (_, response) => {
      seen.come(current());
      response.end();
    },
    { gateway: true, ...options },
  );
  const edge = await listening(createServer(handler));
  const answer = await ask(edge, asking);
  await edge.close();
  return { answer, port: edge.port, ctx: seen.hasCome ? await seen.came : undefined };
}

describe('the gateway option', () => {
  it('maps headers as grpc-gateway does', async () => {
    const headers = {
      'Grpc-Metadata-X-Tenant': ['acme', 'two'],
      'grpc-metadata-trace-bin': Buffer.from('\xff\x00', 'latin1').toString('base64'),
      authorization: 'Bearer me',
      cookie: 'a=b',
      'accept-language': 'de',
      'x-other': 'no',
      'x-forwarded-for': '1.2.3.4',
    };
    const { ctx, port } = await handled({ headers });
    expect(Object.fromEntries(fromOutgoingContext(ctx) ?? [])).toEqual({
      'x-tenant': ['acme', 'two'],
      'trace-bin': ['\xff\x00'],
      authorization: ['Bearer me'],
      'grpcgateway-authorization': ['Bearer me'],
      'grpcgateway-cookie': ['a=b'],
      'grpcgateway-accept-language': ['de'],
      'grpcgateway-host': [`127.0.0.1:${port}`],
      'x-forwarded-host': [`127.0.0.1:${port}`],
      'x-forwarded-for': ['1.2.3.4, 127.0.0.1'],
    });
  });

  it('lets nothing through that gRPC cannot send or keeps to itself', async () => {
    const names = [
      'connection',
      'Transfer-Encoding',
      'te',
      'grpc-timeout',
      'grpc-status',
      'content-length',
      'host',
      'a!b',
    ];
    const headers: Record<string, string> = { 'grpc-metadata-latin': 'caf\xe9', 'grpc-metadata-fine': 'yes' };
    for (const name of names) headers[`grpc-metadata-${name}`] = 'x';
    const { ctx } = await handled({ headers });
    const keys = [...(fromOutgoingContext(ctx) ?? [])].map(([key]) => key);
    expect(keys.filter((key) => !/^(grpcgateway|x-forwarded)-/.test(key))).toEqual(['fine']);
  });

  it('takes grpc-timeout for the deadline, up to the longest', async () => {
    const before = Date.now();
    const { ctx } = await handled({ headers: { 'grpc-timeout': '10M' } }, { deadline: { max: 60_000 } });
    const left = Number(ctx?.deadline) - before;
    expect(left).toBeGreaterThan(59_000);
    expect(left).toBeLessThan(61_000);
  });

  it.each([{ 'grpc-timeout': 'soon' }, { 'grpc-timeout': '-1S' }, { 'grpc-metadata-x-bin': '%%' }])(
    'refuses %j',
    async (headers) => {
      const { answer, ctx } = await handled({ headers });
      expect(ctx).toBeUndefined();
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text)).toEqual({
        code: 3,
        message: expect.stringMatching(/^invalid/),
        details: [],
      });
    },
  );

  it('lets a policy choose among the keys', async () => {
    const headers = {
      authorization: 'Bearer me',
      'grpc-metadata-x-tenant': 'acme',
      'x-tenant': 'not this one',
    };
    const { ctx } = await handled({ headers }, { metadata: policy({ keys: ['x-tenant'] }) });
    expect(Object.fromEntries(fromOutgoingContext(ctx) ?? [])).toEqual({ 'x-tenant': ['acme'] });
  });
});

describe('http.gatewayHeaders()', () => {
  const md = Pairs('cost', '3', 'cost', '4', 'trace-bin', '\xff');

  it('names the header of a response as grpc-gateway does', () => {
    expect(gatewayHeaders(md)).toEqual({
      'grpc-metadata-cost': ['3', '4'],
      'grpc-metadata-trace-bin': ['/w'],
    });
  });

  it('names its trailer apart', () => {
    expect(gatewayHeaders(md, 'trailer')).toEqual({
      'grpc-trailer-cost': ['3', '4'],
      'grpc-trailer-trace-bin': ['/w'],
    });
  });
});
