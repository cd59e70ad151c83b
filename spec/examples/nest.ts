import { join } from 'node:path';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientGrpc,
  ClientProxyFactory,
  GrpcMethod,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { appendToOutgoingContext, background, type Context, MD, Pairs, setTrailer, withTimeout } from 'mdctx';
import { Header, Trailer } from 'mdctx/grpc';
import { inOrder, logging } from 'mdctx/interceptors';
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
import { firstValueFrom, type Observable } from 'rxjs';

const proto = { package: 'greeter.v1', protoPath: join(__dirname, 'greeter.proto') };
const url = `unix:${join(process.env.TMPDIR ?? '/tmp', `mdctx-nest-${process.pid}.sock`)}`;

interface Name {
  name: string;
}
interface Greeting {
  text: string;
}

// #region controller
@Controller()
class GreeterController {
  @GrpcMethod('Greeter', 'Hello')
  async hello(
    @Payload() { name }: Name,
    @Ctx() ctx: Context,
    @IncomingMetadata('lang') languages: string[] | undefined,
  ): Promise<Greeting> {
    if (name === '') throw new ServerError(Status.INVALID_ARGUMENT, 'a name is needed');
    setTrailer(Pairs('cost', '3')); // current() is the context of the call, here and in guards, pipes and interceptors
    return { text: `hello ${name} in ${languages?.join(' and ')}, by ${ctx.deadline && 'a deadline'}` };
  }
}
// #endregion

@Module({ controllers: [GreeterController] })
class GreeterModule {}

async function main() {
  const log = logging((event) => console.log(event.event, event.fullMethod));

  // #region server
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(GreeterModule, {
    logger: false,
    transport: Transport.GRPC,
    options: serverOptions({ ...proto, url, ...inOrder(log) }), // interceptors, if there are any
  });
  app.useGlobalFilters(new StatusFilter());
  app.useGlobalInterceptors(new ContextInterceptor());
  // #endregion
  await app.listen();

  // #region client
  const client: ClientGrpc & { close(): void } = ClientProxyFactory.create({
    transport: Transport.GRPC,
    options: clientOptions({ ...proto, url }),
  }) as never; // Nest's type is that of its other transports
  const greeter = client.getService<{ hello(name: Name): Observable<Greeting> }>('Greeter');

  const [ctx, cancel] = withTimeout(
    appendToOutgoingContext(background(), 'lang', 'en', 'lang', 'de'),
    60_000,
  );
  const [header, trailer] = [new MD(), new MD()];
  const call = withCallOptions(ctx, Header(header), Trailer(trailer));
  const { text } = await firstValueFrom(inContext(call, () => greeter.hello({ name: 'Ada' })));
  // #endregion
  console.log(text, trailer.get('cost'));
  await firstValueFrom(inContext(ctx, () => greeter.hello({ name: '' }))).catch((error) => {
    console.log(error.message);
  });

  cancel();
  client.close();
  await app.close();
}

void main();

// Output:
// start /greeter.v1.Greeter/Hello
// finish /greeter.v1.Greeter/Hello
// hello Ada in en and de, by a deadline [ '3' ]
// start /greeter.v1.Greeter/Hello
// finish /greeter.v1.Greeter/Hello
// 3 INVALID_ARGUMENT: a name is needed
