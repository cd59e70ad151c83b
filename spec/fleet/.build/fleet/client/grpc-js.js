"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.grpcJsClient = grpcJsClient;
const grpc_js_1 = require("@grpc/grpc-js");
const grpc_js_2 = require("mdctx/grpc-js");
const metadata_1 = require("mdctx/metadata");
const test_service_1 = require("../../interop/support/test-service");
const command_1 = require("../service/command");
const forwarded_1 = require("./forwarded");
const { unaryCall, fullDuplexCall } = test_service_1.testService;
function grpcJsClient(target, options = {}) {
    const client = new grpc_js_1.Client(target, grpc_js_1.credentials.createInsecure(), {
        interceptors: [(0, grpc_js_2.clientInterceptor)(forwarded_1.forwarded)],
        ...options,
    });
    return {
        async unary(ctx, command, trailer = new metadata_1.MD()) {
            const { path, requestSerialize, responseDeserialize } = unaryCall;
            const header = new metadata_1.MD();
            const request = (0, command_1.messageOf)(command);
            const told = { ctx, header, trailer };
            const response = await new Promise((resolve, reject) => {
                const done = (error, response) => response === undefined ? reject(error) : resolve(response);
                client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, new grpc_js_1.Metadata(), told, done);
            });
            return { seen: (0, command_1.seenOf)(response), header, trailer };
        },
        async early(ctx, bodies) {
            const { path, requestSerialize, responseDeserialize } = fullDuplexCall;
            const [header, trailer] = [new metadata_1.MD(), new metadata_1.MD()];
            const told = { ctx, header, trailer };
            const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, new grpc_js_1.Metadata(), told);
            call.once('metadata', () => {
                for (const body of bodies)
                    call.write({ body });
                call.end();
            });
            const answers = [];
            for await (const { body } of call)
                answers.push(body);
            return { header, bodies: answers, trailer };
        },
        close: () => client.close(),
    };
}
