"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.niceGrpcClient = niceGrpcClient;
const metadata_1 = require("mdctx/metadata");
const nice_grpc_1 = require("mdctx/nice-grpc");
const test_service_1 = require("../../interop/support/test-service");
const command_1 = require("../service/command");
const forwarded_1 = require("./forwarded");
function niceGrpcClient(target, options = {}) {
    const channel = (0, nice_grpc_1.createChannel)(target, undefined, options);
    const client = (0, nice_grpc_1.createClientFactory)(forwarded_1.forwarded).create(test_service_1.testService, channel);
    return {
        async unary(ctx, command, trailer = new metadata_1.MD()) {
            const header = new metadata_1.MD();
            const response = await client.unaryCall((0, command_1.messageOf)(command), { ctx, header, trailer });
            return { seen: (0, command_1.seenOf)(response), header, trailer };
        },
        async early(ctx, bodies) {
            const [header, trailer] = [new metadata_1.MD(), new metadata_1.MD()];
            let came = () => { };
            const headerCame = new Promise((resolve) => {
                came = resolve;
            });
            const requests = async function* () {
                await headerCame;
                for (const body of bodies)
                    yield { body };
            };
            const answers = [];
            const responses = client.fullDuplexCall(requests(), { ctx, header, trailer, onHeader: () => came() });
            for await (const { body } of responses)
                answers.push(body);
            return { header, bodies: answers, trailer };
        },
        close: () => channel.close(),
    };
}
