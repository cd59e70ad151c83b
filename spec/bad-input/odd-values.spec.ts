import { Client, credentials, InterceptingCall, type Interceptor, Metadata } from '@grpc/grpc-js';
import type { Metadata as NiceMetadata } from 'nice-grpc-common';
import { background } from '../../lib/context';
import { clientInterceptor } from '../../lib/grpc-js';
import { MD } from '../../lib/metadata';
import { createChannel, createClient } from '../../lib/nice-grpc';
import { Echo } from '../support/echo';
import type { Field } from './frames';
import { good, RawServer } from './raw-server';

// What Go shows of a response and the metadata classes of the runtimes refuse: an MD has it, and they are without it.

const fields: Field[] = [
  ['k', 'caf\xe9'],
  ['k', 'plain'],
  ['a!b', 'v'],
  ['b-bin', 'YQ'],
];
const shown = { k: ['caf\xe9', 'plain'], 'a!b': ['v'], 'b-bin': ['a'] };

let raw: RawServer;

beforeAll(async () => {
  raw = await RawServer.start();
  raw.answer = good({ header: fields, trailer: fields });
});

afterAll(() => raw.close());

describe('values of a response that are not ASCII, and names that gRPC does not allow', () => {
  it("are in an MD, and not in what nice-grpc's own callbacks are given", async () => {
    const channel = createChannel(`127.0.0.1:${raw.port}`);
    const [header, trailer] = [new MD(), new MD()];
    const given: Array<Record<string, unknown>> = [];
    const take = (metadata: NiceMetadata) => given.push(Object.fromEntries(metadata));
    await createClient(Echo, channel).unary({}, { header, trailer, onHeader: take, onTrailer: take });
    for (const md of [header, trailer]) expect(Object.fromEntries(md)).toMatchObject(shown);
    expect(given).toHaveLength(2);
    for (const metadata of given) {
      expect(metadata).toMatchObject({ k: ['plain'], 'b-bin': [Buffer.from('a')] });
      expect(Object.keys(metadata)).not.toContain('a!b');
    }
    channel.close();
  });

  it("are in an MD, and not in what interceptors and callbacks of grpc-js's are given", async () => {
    const given: Metadata[] = [];
    const passing = clientInterceptor({
      unaryInterceptors: [(ctx, path, req, invoker, opts) => invoker(ctx, path, req, opts)],
    });
    const watching: Interceptor = (options, next) =>
      new InterceptingCall(next(options), {
        start: (metadata, _, start) =>
          start(metadata, {
            onReceiveMetadata(md, pass) {
              given.push(md);
              pass(md);
            },
            onReceiveStatus(status, pass) {
              given.push(status.metadata);
              pass(status);
            },
          }),
      });
    const client = new Client(`127.0.0.1:${raw.port}`, credentials.createInsecure(), {
      interceptors: [watching, passing],
    });
    const [header, trailer] = [new MD(), new MD()];
    const { path, requestSerialize, responseDeserialize } = Echo.unary;
    const options = { ctx: background(), header, trailer };
    await new Promise<void>((resolve, reject) => {
      const call = client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        {},
        new Metadata(),
        options,
        (error) => (error === null ? resolve() : reject(error)),
      );
      call.on('metadata', (md: Metadata) => given.push(md));
    });
    for (const md of [header, trailer]) expect(Object.fromEntries(md)).toMatchObject(shown);
    expect(given.length).toBeGreaterThanOrEqual(3);
    for (const metadata of given) {
      expect([metadata.get('k'), metadata.get('a!b')]).toEqual([['plain'], []]);
      expect(metadata.get('b-bin')).toEqual([Buffer.from('a')]);
    }
    client.close();
  });
});
