import type { ServiceDefinition as GrpcJsDefinition } from '@grpc/grpc-js';
import type { ServiceDefinition } from '../../../lib/grpc/definition/methods';
import type { Methods, TypedMethod } from '../../../lib/grpc/definition/typed';
import type { GreeterDefinition } from '../../examples/gen/greeter';
import type { Greeter as ProtobufEsGreeter } from './gen/greeter_pb';
import type { GreeterClient, GreeterService } from './gen/greeter-grpc-js';
import type { Greeter as ProtobufTsGreeter } from './gen/greeter-protobuf-ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function is<_ extends true>(): void {}

/** It is compiled and never run: what the compiler knows of the methods of each generator's definitions. */
function compiles<Each extends ServiceDefinition>(each: Each): Each {
  type TsProto = Methods<typeof GreeterDefinition>;
  is<Equal<TsProto['hello']['requestIn'], { name?: string }>>();
  is<Equal<TsProto['helloOften']['responseOut']['text'], string>>();
  is<Equal<TsProto['helloAll']['requestStream'], true>>();
  is<Equal<TsProto['helloAll']['responseStream'], false>>();

  type GrpcJs = Methods<typeof GreeterService>;
  is<Equal<GrpcJs['hello']['requestIn']['name'], string>>();
  is<Equal<GrpcJs['helloEach']['responseStream'], true>>();
  is<Equal<keyof GrpcJs, 'hello' | 'helloOften' | 'helloAll' | 'helloEach'>>();
  is<Equal<Methods<typeof GreeterClient>, GrpcJs>>();

  type ProtobufEs = Methods<typeof ProtobufEsGreeter>;
  is<Equal<ProtobufEs['hello']['requestOut']['name'], string>>();
  is<Equal<ProtobufEs['helloOften']['requestStream'], false>>();
  is<Equal<ProtobufEs['helloOften']['responseStream'], true>>();
  is<Equal<ProtobufEs['helloAll']['requestStream'], true>>();
  is<Equal<ProtobufEs['helloEach']['responseStream'], true>>();
  const request: ProtobufEs['hello']['requestIn'] = { name: 'Ada' };
  // @ts-expect-error: the message has no such field
  const wrong: ProtobufEs['hello']['requestIn'] = { nam: request };

  // Definitions without types: nothing is supposed of their methods.
  is<Equal<Methods<typeof ProtobufTsGreeter>['any'], TypedMethod>>();
  is<Equal<Methods<GrpcJsDefinition>['any']['requestStream'], boolean>>();
  return wrong === undefined ? each : each;
}

type Definitions =
  | typeof GreeterDefinition
  | typeof GreeterService
  | typeof GreeterClient
  | typeof ProtobufTsGreeter
  | typeof ProtobufEsGreeter
  | GrpcJsDefinition;

describe('the types of a definition', () => {
  it('are known for each generator that has them', () => {
    const each: <Each extends Definitions>(each: Each) => Each = compiles;
    expect(each).toHaveLength(1);
  });
});
