import { join } from 'node:path';
import { loadPackageDefinition, makeGenericClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Method } from '../../../lib/grpc/definition/method';
import { methodsOf } from '../../../lib/grpc/definition/methods';
import { GreeterDefinition } from '../../examples/gen/greeter';
import { Echo } from '../../support/echo';
import { root } from '../../support/sources';
import { Greeter as ProtobufEsGreeter } from './gen/greeter_pb';
import { GreeterClient, GreeterService } from './gen/greeter-grpc-js';
import { Greeter as ProtobufTsGreeter } from './gen/greeter-protobuf-ts';

const loaded = loadSync(join(root, 'spec/examples/greeter.proto'));
const pkg = loadPackageDefinition(loaded);
const LoadedGreeter: unknown = ['greeter', 'v1', 'Greeter'].reduce<object>(
  (at, name) => Reflect.get(at, name),
  pkg,
);

const generators: [name: string, definition: unknown][] = [
  ['ts-proto for nice-grpc', GreeterDefinition],
  ['ts-proto for grpc-js', GreeterService],
  ['the client class of ts-proto for grpc-js', GreeterClient],
  ['protobuf-ts', ProtobufTsGreeter],
  ['protobuf-es', ProtobufEsGreeter],
  ['the loader of grpc-js', loaded['greeter.v1.Greeter']],
  ['the client class of the loader', LoadedGreeter],
];

const shapes = [
  ['hello', '/greeter.v1.Greeter/Hello', false, false],
  ['helloOften', '/greeter.v1.Greeter/HelloOften', false, true],
  ['helloAll', '/greeter.v1.Greeter/HelloAll', true, false],
  ['helloEach', '/greeter.v1.Greeter/HelloEach', true, true],
];

/** Nothing but the bytes is common to the messages of all generators: this is what one shows. */
function fieldsOf(message: unknown): object {
  return { ...Object(message) };
}

describe.each(generators)('methodsOf() for %s', (_, definition) => {
  const methods = methodsOf('spec', definition);
  const hello = methods.find(({ path }) => path.endsWith('/Hello'));

  it('tells name, path and kind of each method', () => {
    const found = methods.map(({ name, alias, path, requestStream, responseStream }) => [
      alias ?? name,
      path,
      requestStream,
      responseStream,
    ]);
    expect(found).toEqual(shapes);
  });

  it('encodes and decodes requests and responses', () => {
    expect(hello?.requestSerialize({ name: 'Ada' })).toEqual(Buffer.from('\n\x03Ada'));
    expect(fieldsOf(hello?.requestDeserialize(Buffer.from('\n\x03Ada')))).toMatchObject({ name: 'Ada' });
    expect(hello?.responseSerialize({ text: 'hi' })).toEqual(Buffer.from('\n\x02hi'));
    expect(fieldsOf(hello?.responseDeserialize(Buffer.from('\n\x02hi')))).toMatchObject({ text: 'hi' });
  });

  it('encodes a message that the generator’s own code decoded', () => {
    const bytes = Buffer.from('\n\x03Ada');
    expect(hello?.requestSerialize(hello.requestDeserialize(bytes))).toEqual(bytes);
  });
});

describe('methodsOf()', () => {
  it.each([
    ['ts-proto for nice-grpc', GreeterDefinition],
    ['protobuf-ts', ProtobufTsGreeter],
    ['protobuf-es', ProtobufEsGreeter],
  ])('encodes with %s a message of which a field is left out', (_, definition) => {
    expect(methodsOf('spec', definition)[0]?.requestSerialize({})).toEqual(Buffer.alloc(0));
  });

  it.each([
    ['protobuf-ts', ProtobufTsGreeter],
    ['protobuf-es', ProtobufEsGreeter],
  ])('keeps the fields that a message of %s does not know', (_, definition) => {
    const [hello] = methodsOf('spec', definition);
    const bytes = Buffer.from('\n\x03Ada\x7a\x01x');
    expect(hello?.requestSerialize(hello.requestDeserialize(bytes))).toEqual(bytes);
  });

  it('keeps the second name of a method, and tells how often it may be called', () => {
    const idempotent = { ...Echo.unary, originalName: 'uno', options: { idempotencyLevel: 'IDEMPOTENT' } };
    const [method] = methodsOf('spec', { unary: idempotent });
    expect(method).toMatchObject<Partial<Method>>({
      name: 'unary',
      alias: 'uno',
      options: { idempotencyLevel: 'IDEMPOTENT' },
    });
  });

  it('takes a service without methods', () => {
    expect(methodsOf('spec', {})).toEqual([]);
    expect(methodsOf('spec', makeGenericClientConstructor({}, 'Empty'))).toEqual([]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['string', 'greeter.v1.Greeter'],
    ['object', { hello: 5 }],
    ['object', { hello: { path: 5 } }],
    ['object', pkg],
    ['function', () => {}],
    ['Array', [GreeterDefinition]],
  ])('refuses what is no definition: %s', (got, definition) => {
    expect(() => methodsOf('stub: newClient', definition)).toThrow(
      new TypeError(`stub: newClient: definition must be a service as its generator made it: got ${got}`),
    );
  });
});
