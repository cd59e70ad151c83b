import { Metadata } from '@grpc/grpc-js';
import { type ClientGrpc, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { firstValueFrom, type Observable } from 'rxjs';
import { message, ProtoBench, sent, timeout } from '../service';
import type { Dial } from './dial';

interface Service {
  Unary(request: Buffer, metadata: Metadata, options: object): Observable<Buffer>;
}

/** Nest alone. It tells a caller of neither header nor trailer. */
export const dial: Dial = (_, url) => {
  const packageDefinition = { 'bench.Bench': { Unary: ProtoBench.unary } };
  const options = { package: 'bench', packageDefinition, url };
  const client = ClientProxyFactory.create({ transport: Transport.GRPC, options }) as unknown as ClientGrpc;
  const service = client.getService<Service>('Bench');
  const unary = () => {
    const metadata = new Metadata();
    for (const [key, value] of sent) metadata.set(key, value);
    return firstValueFrom(service.Unary(message, metadata, { deadline: Date.now() + timeout }));
  };
  return { unary, stream: unary, hold: unary };
};
