import { create, createFileRegistry, type DescMessage } from '@bufbuild/protobuf';
import {
  DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { createValidator } from '@bufbuild/protovalidate';
import { protovalidate } from '../../lib/interceptors';
import { convert } from '../../lib/status';
import { callStream, callUnary } from '../../lib/testing';

// The cases of go-grpc-middleware's protovalidate_test.go.

/** Encoded `(buf.validate.field)` rules, the extension 1159 of FieldOptions. */
const minLen3 = Uint8Array.from([0x72, 0x02, 0x10, 0x03]); // string: { min_len: 3 }
const broken = Uint8Array.from([0xba, 0x01, 0x06, 0x0a, 0x01, 0x78, 0x1a, 0x01, 0x28]); // cel: { id: "x", expression: "(" }

/** Returns the schemas of messages with one text field, `name`, that has the rules. */
function schemas(rules: Record<string, Uint8Array | undefined>) {
  const messageType = Object.entries(rules).map(([name, data]) => {
    const options = create(FieldOptionsSchema);
    if (data) options.$unknown = [{ no: 1159, wireType: 2, data: Uint8Array.of(data.length, ...data) }];
    const [type, label] = [FieldDescriptorProto_Type.STRING, FieldDescriptorProto_Label.OPTIONAL];
    const field = [create(FieldDescriptorProtoSchema, { name: 'name', number: 1, type, label, options })];
    return create(DescriptorProtoSchema, { name, field });
  });
  const file = create(FileDescriptorProtoSchema, {
    name: 'tea.proto',
    package: 'tea',
    syntax: 'proto3',
    messageType,
  });
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
}

const registry = schemas({ Tea: minLen3, Free: undefined, Broken: broken });
const message = (type: string, name: string) =>
  create(registry.getMessage(`tea.${type}`) as DescMessage, { name });

/** Calls a handler of a unary call and of a stream with `request`. */
async function calls(request: unknown, ignore: DescMessage[] = []) {
  const { unary, stream } = protovalidate(createValidator(), { registry, ignore });
  return [
    await callUnary(() => ({}), request, { interceptor: unary }),
    await callStream(
      async (stream) => {
        for await (const _ of stream);
      },
      [request],
      { interceptor: stream },
    ),
  ];
}

describe('interceptors.protovalidate()', () => {
  it.each([
    ['Tea', 'green'],
    ['Free', ''],
  ])('lets tea.%s with %j pass', async (type, name) => {
    for (const outcome of await calls(message(type, name))) expect(outcome).toMatchObject({ code: 0 });
  });

  it('refuses a message that violates a rule, and tells the violations', async () => {
    for (const { code, details, error } of await calls(message('Tea', 'x'))) {
      expect(code).toBe(3);
      expect(details).toContain('name');
      expect(
        convert(error)
          .details()
          .map(({ typeUrl }) => typeUrl),
      ).toEqual(['type.googleapis.com/buf.validate.Violations']);
    }
  });

  it('lets a message pass that is to be ignored', async () => {
    const tea = registry.getMessage('tea.Tea');
    for (const outcome of await calls(message('Tea', 'x'), tea && [tea]))
      expect(outcome).toMatchObject({ code: 0 });
  });

  it('a rule that cannot be compiled is INTERNAL', async () => {
    for (const { code } of await calls(message('Broken', 'x'))) expect(code).toBe(13);
  });

  it.each<[unknown, string]>([
    [{}, 'object'],
    [{ $typeName: 'shop.Tea' }, 'shop.Tea'],
    ['x', 'string'],
  ])('%p is of a type that is not known', async (request, name) => {
    for (const outcome of await calls(request))
      expect(outcome).toMatchObject({ code: 13, details: `unsupported message type: ${name}` });
  });

  it.each([
    [undefined, { registry }],
    [createValidator(), undefined],
    [createValidator(), {}],
    [createValidator(), { registry, ignore: 5 }],
  ])('refuses %p, %p', (...args) =>
    expect(() => Reflect.apply(protovalidate, undefined, args)).toThrow(TypeError),
  );
});
