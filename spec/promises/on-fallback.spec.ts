import http2 from 'node:http2';
import { Metadata } from '@grpc/grpc-js';
import { wholeTable } from './whole-table';

// The table of promises once more, with a grpc-js whose Metadata cannot be made of the raw fields: the library then has to do
// without, more slowly.
Object.defineProperty(Metadata, 'fromHttp2Headers', { writable: false, configurable: false });

wholeTable('without feeding grpc-js');

it('is the way on which this ran', () => {
  expect(Metadata.fromHttp2Headers).not.toHaveProperty('name', 'fromReceived');
  const { feedMetadata } = require('../../lib/grpc-js/received-metadata');
  expect(feedMetadata()).toBe(false);
});

// The modules of Node are the same for all files that a worker of jest runs.
afterAll(() => {
  const patch: object = Reflect.get(http2, Symbol.for('mdctx.http2.2'));
  Reflect.set(patch, 'normalizes', false);
});
