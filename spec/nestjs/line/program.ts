import 'reflect-metadata';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  type CanActivate,
  Controller,
  Module,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientGrpc,
  ClientProxyFactory,
  GrpcMethod,
  GrpcStreamCall,
  GrpcStreamMethod,
  Payload,
  Transport,
} from '@nestjs/microservices';
import {
  appendToOutgoingContext,
  background,
  type Context,
  current,
  MD,
  Pairs,
  setTrailer,
  withCancel,
} from 'mdctx';
import { type CallOption, Trailer, type UnaryServerInterceptor } from 'mdctx/grpc';
import {
  ContextInterceptor,
  Ctx,
  clientOptions,
  IncomingMetadata,
  inContext,
  StatusFilter,
  serverOptions,
  withCallOptions,
} from 'mdctx/nestjs';
import { ServerError, Status } from 'nice-grpc-common';
import { firstValueFrom, lastValueFrom, map, Observable, of, tap, toArray } from 'rxjs';

// What mdctx/nestjs promises, on the line of Nest that is installed beside this file. It prints what it saw as JSON. Its one
// argument is the path of the proto file of the examples, and the second that of the socket to listen on.

const [, , protoPath = '', socket = ''] = process.argv;
const proto = { package: 'greeter.v1', protoPath, url: `unix:${socket}` };

type Name = { name: string };
type Greeting = { text: string };

const places: string[] = [];
let handled: Context | undefined;
function look<T>(place: string, value: T): T {
  handled ??= current();
  places.push(current() === handled && handled !== background() ? place : `${place}: strange`);
  return value;
}

let torn: (seen: unknown) => void = () => {};

@Controller()
class GreeterController {
  @GrpcMethod('Greeter', 'Hello')
  hello(@Payload() { name }: Name, @Ctx() ctx: Context, @IncomingMetadata() md: MD): unknown {
    if (name === 'nobody') throw new ServerError(Status.NOT_FOUND, 'there is nobody');
    if (name === 'accident') throw new Error('SECRET');
    if (name === 'slow') return new Observable(() => () => torn([ctx.err()?.message, current() === ctx]));
    look('handler', undefined);
    setTrailer(Pairs('cost', '3'));
    return of({ text: `hello ${name} in ${md.get('lang')?.join(' and ')}` });
  }

  @GrpcMethod('Greeter', 'HelloOften')
  often({ name }: Name): Observable<Greeting> {
    const ctx = current();
    return of(1, 2).pipe(map((n) => ({ text: `${name} ${n} ${current() === ctx}` })));
  }

  @GrpcStreamMethod('Greeter', 'HelloAll')
  all(names: Observable<Name>): Observable<Greeting> {
    const ctx = current();
    return names.pipe(
      map(({ name }) => `${name} ${current() === ctx}`),
      toArray(),
      map((texts) => ({ text: texts.join() })),
    );
  }

  @GrpcStreamCall('Greeter', 'HelloEach')
  each(call: ServerDuplexStream<Name, Greeting>): void {
    const ctx = current();
    call.on('data', ({ name }: Name) => call.write({ text: `${name} ${current() === ctx}` }));
    call.on('end', () => call.end());
  }
}

@Module({ controllers: [GreeterController] })
class GreeterModule {}

interface Greeter {
  hello(name: Name): Observable<Greeting>;
  helloOften(name: Name): Observable<Greeting>;
  helloAll(names: Observable<Name>): Observable<Greeting>;
  helloEach(names: Observable<Name>): Observable<Greeting>;
}

async function start() {
  const guard: CanActivate = { canActivate: () => look('guard', true) };
  const pipe: PipeTransform = { transform: (value) => look('pipe', value) };
  const around: NestInterceptor = {
    intercept: (_, next) =>
      look('before', next)
        .handle()
        .pipe(tap(() => look('after', undefined))),
  };
  const outer: UnaryServerInterceptor = async (ctx, req, _info, handler) =>
    handler(look('interceptor', ctx), req);
  const app = await NestFactory.createMicroservice(GreeterModule, {
    logger: false,
    abortOnError: false,
    transport: Transport.GRPC,
    options: serverOptions({ ...proto, unaryInterceptors: [outer] }),
  });
  app.useGlobalFilters(new StatusFilter());
  app.useGlobalInterceptors(new ContextInterceptor(), around);
  app.useGlobalGuards(guard);
  app.useGlobalPipes(pipe);
  await app.listen();
  return app;
}

async function main() {
  const app = await start();
  const client = ClientProxyFactory.create({
    transport: Transport.GRPC,
    options: clientOptions(proto),
  }) as unknown as ClientGrpc & { close(): void };
  const greeter = client.getService<Greeter>('Greeter');
  const ctx = appendToOutgoingContext(background(), 'lang', 'en', 'lang', 'de');
  const call = <T>(make: () => Observable<T>, ...opts: CallOption[]) =>
    lastValueFrom(inContext(withCallOptions(ctx, ...opts), make).pipe(toArray())).catch(
      (error) => error.message,
    );

  const trailer = new MD();
  const unary = await call(() => greeter.hello({ name: 'Ada' }), Trailer(trailer));
  const seen = [...new Set(places)];
  const serverStream = await call(() => greeter.helloOften({ name: 'Ada' }));
  const names = () => of({ name: 'Ada' }, { name: 'Bob' });
  const clientStream = await call(() => greeter.helloAll(names()));
  const bidi = await call(() => greeter.helloEach(names()));
  const failures = [
    await call(() => greeter.hello({ name: 'nobody' })),
    await call(() => greeter.hello({ name: 'accident' })),
  ];
  const teardown = new Promise((resolve) => {
    torn = resolve;
  });
  const [cancelled, cancel] = withCancel(background());
  const slow = firstValueFrom(inContext(cancelled, () => greeter.hello({ name: 'slow' })));
  setTimeout(cancel, 200); // it has reached the handler by then, or else is not torn down there
  await slow.catch(() => {});
  const told = { unary, cost: trailer.get('cost'), seen, serverStream, clientStream, bidi, failures };
  console.log(JSON.stringify({ ...told, teardown: await teardown }));
  client.close();
  await app.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
