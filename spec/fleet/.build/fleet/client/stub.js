"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.stubClient = stubClient;
const metadata_1 = require("mdctx/metadata");
const nice_grpc_1 = require("mdctx/nice-grpc");
const stub_1 = require("mdctx/stub");
const test_service_1 = require("../../interop/support/test-service");
const command_1 = require("../service/command");
const forwarded_1 = require("./forwarded");
function stubClient(target, options = {}) {
    const channel = (0, nice_grpc_1.createChannel)(target, undefined, options);
    const client = (0, stub_1.newClient)(test_service_1.testService, channel, forwarded_1.forwarded);
    return {
        async unary(ctx, command, trailer = new metadata_1.MD()) {
            const header = new metadata_1.MD();
            const response = await client.unaryCall(ctx, (0, command_1.messageOf)(command), (0, stub_1.Header)(header), (0, stub_1.Trailer)(trailer));
            return { seen: (0, command_1.seenOf)(response), header, trailer };
        },
        async early(ctx, bodies) {
            const stream = await client.fullDuplexCall(ctx);
            const header = (await stream.header()) ?? new metadata_1.MD();
            for (const body of bodies)
                await stream.send({ body });
            stream.closeSend();
            const answers = [];
            for await (const { body } of stream)
                answers.push(body);
            return { header, bodies: answers, trailer: stream.trailer() ?? new metadata_1.MD() };
        },
        close: () => channel.close(),
    };
}
