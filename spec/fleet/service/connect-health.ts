import { create, type Message, toBinary } from '@bufbuild/protobuf';
import {
  fileDesc,
  type GenMessage,
  type GenService,
  messageDesc,
  serviceDesc,
} from '@bufbuild/protobuf/codegenv2';
import { base64Encode } from '@bufbuild/protobuf/wire';
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';

// grpc.health.v1.Health for Connect, for which nobody has published one; `Check` alone, and one service: the server as a whole.

type CheckRequest = Message<'grpc.health.v1.HealthCheckRequest'> & { service: string };
type CheckResponse = Message<'grpc.health.v1.HealthCheckResponse'> & { status: number };

const serving = { yes: 1, no: 2 };

const proto = create(FileDescriptorProtoSchema, {
  name: 'grpc/health/v1/health.proto',
  package: 'grpc.health.v1',
  syntax: 'proto3',
  messageType: [
    { name: 'HealthCheckRequest', field: [field('service', FieldDescriptorProto_Type.STRING)] },
    { name: 'HealthCheckResponse', field: [field('status', FieldDescriptorProto_Type.INT32)] }, // on the wire, as its enum
  ],
  service: [
    {
      name: 'Health',
      method: [
        {
          name: 'Check',
          inputType: '.grpc.health.v1.HealthCheckRequest',
          outputType: '.grpc.health.v1.HealthCheckResponse',
        },
      ],
    },
  ],
});

function field(name: string, type: FieldDescriptorProto_Type) {
  return { name, number: 1, label: FieldDescriptorProto_Label.OPTIONAL, type };
}

const file = fileDesc(base64Encode(toBinary(FileDescriptorProtoSchema, proto)));
const CheckRequestSchema: GenMessage<CheckRequest> = messageDesc(file, 0);
const CheckResponseSchema: GenMessage<CheckResponse> = messageDesc(file, 1);

const Health: GenService<{
  check: { methodKind: 'unary'; input: typeof CheckRequestSchema; output: typeof CheckResponseSchema };
}> = serviceDesc(file, 0);

/** The health of a server of Connect's. */
export class ConnectHealth {
  private status = serving.yes;

  addTo(router: ConnectRouter): void {
    router.service(Health, {
      check: ({ service }) => {
        if (service !== '') throw new ConnectError('unknown service', Code.NotFound);
        return create(CheckResponseSchema, { status: this.status });
      },
    });
  }

  /** What `drain` takes as health. */
  readonly shutDown = (): void => {
    this.status = serving.no;
  };
}
