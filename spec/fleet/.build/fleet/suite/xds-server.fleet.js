"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const strict_1 = __importDefault(require("node:assert/strict"));
const node_test_1 = require("node:test");
const grpc_js_1 = require("@grpc/grpc-js");
const grpc_js_xds_1 = require("@grpc/grpc-js-xds");
const grpc_1 = require("mdctx/grpc");
const grpc_js_2 = require("mdctx/grpc-js");
const lifecycle_1 = require("mdctx/lifecycle");
const metadata_1 = require("mdctx/metadata");
const nice_grpc_common_1 = require("nice-grpc-common");
const test_service_1 = require("../../interop/support/test-service");
const checks_1 = require("../client/checks");
const engines_1 = require("../client/engines");
const proxy_1 = require("../front/proxy");
const command_1 = require("../service/command");
const control_plane_1 = require("../xds/control-plane");
const resources_1 = require("../xds/resources");
// A server that asks the control plane who may call it: here, those that send x-tenant: gold.
(0, node_test_1.describe)('an XdsServer with serverInterceptor()', () => {
    let plane;
    let server;
    let port;
    (0, node_test_1.before)(async () => {
        plane = await control_plane_1.ControlPlane.start();
        (0, grpc_js_xds_1.register)();
        port = await (0, proxy_1.freePort)(); // it takes none that is free by itself
        const principals = [{ header: { name: 'x-tenant', stringMatch: { exact: 'gold' } } }];
        const policies = { gold: { permissions: [{ any: true }], principals } };
        await plane.put('server', (0, resources_1.serverListener)(port, { action: 'ALLOW', policies }));
        server = new grpc_js_xds_1.XdsServer({ interceptors: [(0, grpc_js_2.serverInterceptor)()] });
        const { unaryCall } = test_service_1.testService;
        server.addService({ unaryCall }, { unaryCall: echo });
        await new Promise((resolve, reject) => {
            const insecure = grpc_js_1.ServerCredentials.createInsecure();
            server.bindAsync(`127.0.0.1:${port}`, insecure, (error) => (error ? reject(error) : resolve()));
        });
    });
    (0, node_test_1.after)(async () => {
        strict_1.default.equal(await (0, lifecycle_1.drain)(server).start(), 0);
        await plane.stop();
        strict_1.default.deepEqual(plane.refused, []);
    });
    for (const engine of engines_1.engineNames) {
        (0, node_test_1.it)(`lets in by metadata, and hands it to the handler whole: ${engine}`, async () => {
            const client = engines_1.engines[engine](`127.0.0.1:${port}`);
            try {
                const id = `rbac-${engine}`;
                const { seen, trailer } = await client.unary((0, checks_1.contextOf)(id, 'gold'), { id, do: 'echo' });
                strict_1.default.deepEqual(seen.ids, (0, checks_1.carriedBy)(id).ids);
                strict_1.default.deepEqual(trailer.get('x-id'), (0, checks_1.carriedBy)(id).ids);
                for (const tenant of ['silver', undefined]) {
                    await strict_1.default.rejects(client.unary((0, checks_1.contextOf)(id, tenant), { id, do: 'echo' }), {
                        code: nice_grpc_common_1.Status.PERMISSION_DENIED,
                    });
                }
            }
            finally {
                client.close();
            }
        });
    }
});
function echo(_, done) {
    const incoming = (0, metadata_1.fromIncomingContext)() ?? new metadata_1.MD();
    const ids = incoming.get('x-id') ?? [];
    (0, grpc_1.setTrailer)(new metadata_1.MD([['x-id', ids]]));
    const seen = { server: 'xds', ids, bins: [], left: -1, tenant: incoming.get('x-tenant')?.[0] ?? '' };
    done(null, (0, command_1.messageOf)(seen));
}
