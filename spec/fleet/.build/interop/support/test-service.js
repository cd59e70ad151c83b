"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.unimplemented = exports.testService = void 0;
const protobuf_1 = require("./protobuf");
const payload = ({ body }) => (body === '' ? undefined : (0, protobuf_1.encode)([[2, Buffer.from(body, 'latin1')]]));
function body(payload) {
    return (payload && (0, protobuf_1.bytes)((0, protobuf_1.decode)(payload), 2)?.toString('latin1')) ?? '';
}
/** SimpleRequest and StreamingOutputCallRequest, which share their field numbers. */
const request = {
    encode: (message) => (0, protobuf_1.encode)([
        [2, message.size],
        ...(message.parameters ?? []).map(({ size }) => [2, (0, protobuf_1.encode)([[1, size]])]),
        [3, payload(message)],
        [
            7,
            message.echo &&
                (0, protobuf_1.encode)([
                    [1, message.echo.code],
                    [2, Buffer.from(message.echo.message)],
                ]),
        ],
    ]),
    decode: (buffer) => {
        const fields = (0, protobuf_1.decode)(buffer);
        const echo = (0, protobuf_1.bytes)(fields, 7);
        const status = echo && (0, protobuf_1.decode)(echo);
        return {
            body: body((0, protobuf_1.bytes)(fields, 3)),
            size: (0, protobuf_1.number)(fields, 2),
            parameters: (0, protobuf_1.all)(fields, 2).map((one) => ({ size: (0, protobuf_1.number)((0, protobuf_1.decode)(one), 1) })),
            ...(status && { echo: { code: (0, protobuf_1.number)(status, 1), message: String((0, protobuf_1.bytes)(status, 2) ?? '') } }),
        };
    },
};
/** Messages that have a payload alone, as their first field. */
const wrapped = {
    encode: (message) => (0, protobuf_1.encode)([[1, payload(message)]]),
    decode: (buffer) => ({ body: body((0, protobuf_1.bytes)((0, protobuf_1.decode)(buffer), 1)) }),
};
const aggregated = {
    encode: (message) => (0, protobuf_1.encode)([[1, message.size ?? message.body.length]]),
    decode: (buffer) => {
        const size = (0, protobuf_1.number)((0, protobuf_1.decode)(buffer), 1);
        return { body: '#'.repeat(size), size };
    },
};
const empty = { encode: () => Buffer.alloc(0), decode: () => ({ body: '' }) };
function method(name, stream, req, res) {
    return {
        path: `/grpc.testing.TestService/${name}`,
        requestStream: stream[0],
        responseStream: stream[1],
        requestSerialize: (message) => req.encode(message),
        requestDeserialize: (buffer) => req.decode(buffer),
        responseSerialize: (message) => res.encode(message),
        responseDeserialize: (buffer) => res.decode(buffer),
        options: {},
    };
}
/** grpc.testing.TestService, in the form that grpc-js and nice-grpc take; written by hand, so that nothing is generated. */
exports.testService = {
    emptyCall: method('EmptyCall', [false, false], empty, empty),
    unaryCall: method('UnaryCall', [false, false], request, wrapped),
    streamingOutputCall: method('StreamingOutputCall', [false, true], request, wrapped),
    streamingInputCall: method('StreamingInputCall', [true, false], wrapped, aggregated),
    fullDuplexCall: method('FullDuplexCall', [true, true], request, wrapped),
};
/** Methods that no server has, of this service or of another; `unknown` is not in its description either. */
exports.unimplemented = {
    unknown: method('Nothing', [false, false], empty, empty),
    method: method('UnimplementedCall', [false, false], empty, empty),
    service: {
        ...method('x', [false, false], empty, empty),
        path: '/grpc.testing.UnimplementedService/UnimplementedCall',
    },
};
