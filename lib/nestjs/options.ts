import type { Interceptor, ServerInterceptor } from '@grpc/grpc-js';
import type { GrpcOptions } from '@nestjs/microservices';
import type { ClientInterceptors, ServerInterceptors } from '../grpc';
import { mustNotMisspell } from '../grpc/internal';
import { clientInterceptor, serverInterceptor } from '../grpc-js';
import { streamOptions, unaryOptions } from './call-options';
import { endFailedUploads } from './failed-uploads';
import { interceptServices } from './intercepted-services';

/** The options of Nest's gRPC transport, `options` in `{ transport: Transport.GRPC, options }`. */
export type NestGrpcOptions = GrpcOptions['options'];

/**
 * Returns options of Nest for a server whose handlers, and whose guards, pipes, interceptors and filters, run each in the context of
 * their call: `{ transport: Transport.GRPC, options: serverOptions({ package, protoPath }) }`. `unaryInterceptors` and
 * `streamInterceptors` stand before all these.
 *
 * @throws TypeError if `options` is not an object, or an option of ours is misspelt.
 */
export function serverOptions(options: NestGrpcOptions & ServerInterceptors): NestGrpcOptions {
  const { unaryInterceptors, streamInterceptors, ...rest } = checked('serverOptions', options);
  const contexts = serverInterceptor();
  interceptServices(contexts, { unaryInterceptors, streamInterceptors });
  const { channelOptions } = rest;
  const others: readonly ServerInterceptor[] = channelOptions?.interceptors ?? [];
  return { ...rest, channelOptions: { ...channelOptions, interceptors: [contexts, ...others] } };
}

/**
 * Returns options of Nest for a client, whose calls are made with the context that is current where they are subscribed to:
 * `ClientsModule.register([{ name, transport: Transport.GRPC, options: clientOptions({ package, protoPath, url }) }])`. They send
 * its outgoing metadata, and have its deadline and its end. `unaryInterceptors` and `streamInterceptors` stand before all that.
 *
 * @throws TypeError if `options` is not an object, or an option of ours is misspelt.
 */
export function clientOptions(options: NestGrpcOptions & ClientInterceptors): NestGrpcOptions {
  const { unaryInterceptors = [], streamInterceptors = [], ...rest } = checked('clientOptions', options);
  const contexts = clientInterceptor({
    unaryInterceptors: [unaryOptions, ...unaryInterceptors],
    streamInterceptors: [streamOptions, ...streamInterceptors],
  });
  const { channelOptions } = rest;
  const others: readonly Interceptor[] = channelOptions?.interceptors ?? [];
  const callInvocationTransformer = endFailedUploads(channelOptions?.callInvocationTransformer);
  const own = { interceptors: [contexts, ...others], callInvocationTransformer };
  return { ...rest, channelOptions: { ...channelOptions, ...own } };
}

function checked<Options extends object>(name: string, options: Options): Options {
  mustNotMisspell(`nestjs: ${name}`, options);
  return options;
}
