"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const strict_1 = __importDefault(require("node:assert/strict"));
const node_test_1 = require("node:test");
const grpc_js_xds_1 = require("@grpc/grpc-js-xds");
const checks_1 = require("../client/checks");
const engines_1 = require("../client/engines");
const fronts_1 = require("../front/fronts");
const service_1 = require("../support/service");
const control_plane_1 = require("../xds/control-plane");
// Two services stand behind each front, one after the other: a client calls one of Node's, which goes on, through the
// front again, to one of any kind.
const times = 10; // of each check: some go to each service
const lasts = [];
const middles = [];
let plane;
(0, node_test_1.before)(async () => {
    plane = await control_plane_1.ControlPlane.start();
    (0, grpc_js_xds_1.register)();
    lasts.push(...(await Promise.all(service_1.kinds.map((kind) => service_1.Service.start(kind, `last-${kind}`)))));
    middles.push(...(await Promise.all(engines_1.engineNames.map((kind) => service_1.Service.start(kind, `middle-${kind}`)))));
});
(0, node_test_1.after)(async () => {
    await Promise.all([...lasts, ...middles].map((service) => service.kill()));
    await plane.stop();
});
for (const { name, kind, skip } of (0, fronts_1.fronts)(() => plane)) {
    (0, node_test_1.describe)(`the fleet behind ${name}`, { skip }, () => {
        let first;
        let second;
        (0, node_test_1.before)(async () => {
            first = await kind().start(middles);
            second = await kind().start(lasts);
        });
        (0, node_test_1.after)(async () => {
            await first.stop();
            await second.stop();
            strict_1.default.deepEqual(plane.refused, []);
        });
        for (const engine of engines_1.engineNames) {
            (0, node_test_1.describe)(`called by ${engine}`, () => {
                let way;
                (0, node_test_1.before)(() => {
                    const client = engines_1.engines[engine](first.target, first.options);
                    way = { client, hops: [second.target], last: lasts };
                });
                (0, node_test_1.after)(() => way.client.close());
                for (const [title, check] of Object.entries(checks_1.checks)) {
                    (0, node_test_1.it)(title, async () => {
                        await Promise.all(Array.from({ length: times }, () => check(way)));
                    });
                }
                (0, node_test_1.it)('goes to each service', async () => {
                    const reached = new Set();
                    for (let i = 0; reached.size < lasts.length; i++) {
                        const id = `spread-${engine}-${i}`;
                        const { seen } = await way.client.unary((0, checks_1.contextOf)(id), { id, do: 'echo', hops: way.hops });
                        reached.add(seen.server);
                        strict_1.default.ok(i < 100, `only ${[...reached]} were reached`);
                    }
                });
            });
        }
    });
}
