import { Duplex, PassThrough } from 'node:stream';
import {
  create,
  createFileRegistry,
  type DescMethod,
  type DescService,
  fromBinary,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { EmptySchema, FileDescriptorProtoSchema, file_google_protobuf_empty } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter } from '@connectrpc/connect';
import type {
  MethodDefinition,
  Server,
  ServiceDefinition,
  StatusObject,
  UntypedHandleCall,
} from '@grpc/grpc-js';
import { context, current } from 'mdctx';
import { ServerError } from 'nice-grpc-common';

// #region connect
/** Takes services that were written for grpc-js, of messages that @grpc/proto-loader has loaded, to a router of Connect's. */
export function grpcServices(router: ConnectRouter): Pick<Server, 'addService'> {
  return {
    addService(definition, implementation) {
      const service = serviceOf(definition);
      for (const [i, [name, method]] of Object.entries(definition).entries()) {
        const handle = implementation[name] ?? implementation[method.originalName ?? ''];
        const desc = service.methods[i];
        if (handle !== undefined && desc !== undefined) addMethod(router, desc, method, handle);
      }
    },
  };
}
// #endregion

/**
 * Returns the descriptor of the service that `definition` is of. Its messages are known to proto-loader; for protobuf-es each is an `Empty`,
 * which keeps the fields that it does not know, so that they go through as bytes. JSON they cannot be.
 */
function serviceOf(definition: ServiceDefinition): DescService {
  const methods = Object.values(definition);
  const names = methods.map(({ path }) => path.split('/'));
  const [, full = ''] = names[0] ?? [];
  const dot = full.lastIndexOf('.');
  const empty = `.${EmptySchema.typeName}`;
  const proto = create(FileDescriptorProtoSchema, {
    name: `${full}.proto`,
    package: full.slice(0, Math.max(dot, 0)),
    syntax: 'proto3',
    dependency: [file_google_protobuf_empty.proto.name],
    service: [
      {
        name: full.slice(dot + 1),
        method: methods.map(({ requestStream, responseStream }, i) => ({
          name: names[i]?.[2] ?? '',
          inputType: empty,
          outputType: empty,
          clientStreaming: requestStream,
          serverStreaming: responseStream,
        })),
      },
    ],
  });
  const service = createFileRegistry(proto, () => file_google_protobuf_empty.proto).getService(full);
  if (service === undefined) throw new TypeError(`${full} must be the name of a service`);
  return service;
}

type Message = MessageShape<DescMethod['input']>;

function addMethod(
  router: ConnectRouter,
  desc: DescMethod,
  method: MethodDefinition<unknown, unknown>,
  handle: UntypedHandleCall,
): void {
  const decoded = (request: Message) => method.requestDeserialize(Buffer.from(toBinary(desc.input, request)));
  const encoded = (response: unknown) => fromBinary(desc.output, method.responseSerialize(response));
  async function unary(request: Message): Promise<Message> {
    return new Promise((resolve, reject) => {
      const answer = (error: StatusObject | null, response: unknown) => {
        if (error === null) resolve(encoded(response));
        else reject(new ServerError(error.code, error.details));
      };
      Reflect.apply(handle, undefined, [{ request: decoded(request) }, answer]);
    });
  }
  async function* stream(requests: Message | AsyncIterable<Message>): AsyncGenerator<Message, void> {
    const responses = new PassThrough({ objectMode: true });
    const call = new Duplex({
      objectMode: true,
      read() {},
      write: (message, _encoding, done) => void responses.write(message, () => done()),
      final: (done) => void responses.end(done),
    });
    const stop = context.afterFunc(current(), () => {
      call.emit('cancelled');
      responses.end();
    });
    if (Symbol.asyncIterator in requests)
      void feed(call, requests).catch((error) => responses.destroy(error));
    else Object.assign(call, { request: decoded(requests) });
    Reflect.apply(handle, undefined, [call]);
    for await (const response of responses) yield encoded(response);
    stop();
  }
  async function feed(call: Duplex, requests: AsyncIterable<Message>): Promise<void> {
    for await (const request of requests) call.push(decoded(request));
    call.push(null);
  }
  const isUnary = desc.methodKind === 'unary';
  router.rpc(desc as never, (isUnary ? unary : stream) as never); // its kind is not known to the compiler
}
