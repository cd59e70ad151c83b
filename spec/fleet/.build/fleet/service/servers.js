"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.servers = void 0;
const grpc_js_1 = require("@grpc/grpc-js");
const grpc_health_check_1 = require("grpc-health-check");
const grpc_1 = require("mdctx/grpc");
const grpc_js_2 = require("mdctx/grpc-js");
const interceptors_1 = require("mdctx/interceptors");
const nice_grpc_1 = require("mdctx/nice-grpc");
const stub_1 = require("mdctx/stub");
const nice_grpc_server_health_1 = require("nice-grpc-server-health");
const test_service_1 = require("../../interop/support/test-service");
// Other methods of the service are of no use to the fleet.
const { unaryCall, fullDuplexCall } = test_service_1.testService;
const definition = { unaryCall, fullDuplexCall };
/** How a server of each runtime is made. */
exports.servers = {
    'nice-grpc': niceGrpc,
    'grpc-js': grpcJs,
    stub,
};
function niceGrpc(handler) {
    const server = (0, nice_grpc_1.createServer)();
    server.add(definition, {
        unaryCall: (request) => handler.unary(request),
        async *fullDuplexCall(requests) {
            (0, grpc_1.sendHeader)(handler.echoed());
            (0, grpc_1.setTrailer)(handler.echoed());
            for await (const { body } of requests)
                yield { body };
        },
    });
    const health = (0, nice_grpc_server_health_1.HealthState)();
    server.add(nice_grpc_server_health_1.HealthDefinition, (0, nice_grpc_server_health_1.HealthServiceImpl)(health));
    return { server, health, listen: (address) => server.listen(address) };
}
function stub(handler) {
    const server = (0, nice_grpc_1.createServer)();
    (0, stub_1.register)(server, definition, {
        unaryCall: (_, request) => handler.unary(request),
        async fullDuplexCall(stream) {
            (0, grpc_1.sendHeader)(stream.context, handler.echoed());
            (0, grpc_1.setTrailer)(stream.context, handler.echoed());
            for await (const { body } of stream)
                await stream.send({ body });
        },
    });
    const health = (0, nice_grpc_server_health_1.HealthState)();
    server.add(nice_grpc_server_health_1.HealthDefinition, (0, nice_grpc_server_health_1.HealthServiceImpl)(health));
    return { server, health, listen: (address) => server.listen(address) };
}
function grpcJs(handler) {
    const server = new grpc_js_1.Server({ interceptors: [(0, grpc_js_2.serverInterceptor)()] });
    const implementation = {
        unaryCall(call, done) {
            handler.unary(call.request).then((response) => done(null, response), done);
        },
        fullDuplexCall(call) {
            (0, grpc_1.sendHeader)(handler.echoed());
            (0, grpc_1.setTrailer)(handler.echoed());
            call.on('data', ({ body }) => call.write({ body }));
            call.on('end', () => call.end());
        },
    };
    server.addService(definition, (0, grpc_js_2.intercept)(definition, implementation, (0, interceptors_1.inOrder)((0, interceptors_1.recovery)())));
    const health = new grpc_health_check_1.HealthImplementation({ '': 'SERVING' });
    health.addToServer(server);
    return { server, health, listen: (address) => bound(server, address) };
}
function bound(server, address) {
    return new Promise((resolve, reject) => {
        const done = (error, port) => (error ? reject(error) : resolve(port));
        server.bindAsync(address, grpc_js_1.ServerCredentials.createInsecure(), done);
    });
}
