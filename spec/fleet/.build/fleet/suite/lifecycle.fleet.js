"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const strict_1 = __importDefault(require("node:assert/strict"));
const node_child_process_1 = require("node:child_process");
const node_test_1 = require("node:test");
const engines_1 = require("../client/engines");
const load_1 = require("../client/load");
const round_robin_1 = require("../front/round-robin");
const service_1 = require("../support/service");
const tools_1 = require("../tools");
// The end of a service, as a load balancer's probe sees it, and the clients whose calls do not end by themselves.
/** What grpc_health_probe ends with. */
const probed = { serving: 0, noConnection: 2, unknown: 3, notServing: 4 };
function probe({ port }, ...args) {
    return new Promise((resolve) => {
        const all = ['-addr', `127.0.0.1:${port}`, '-connect-timeout', '1s', '-rpc-timeout', '5s', ...args];
        (0, node_child_process_1.execFile)((0, tools_1.pathOf)('probe'), all, (error) => resolve(error === null ? 0 : Number(error.code)));
    });
}
const long = 600_000; // ms: what goes on so long goes on until it is forced
for (const engine of engines_1.engineNames) {
    (0, node_test_1.describe)(`the end of a service of ${engine}`, () => {
        (0, node_test_1.it)('is seen by grpc_health_probe before it comes', async () => {
            const service = await service_1.Service.start(engine, engine, long);
            try {
                strict_1.default.equal(await probe(service), probed.serving);
                strict_1.default.equal(await probe(service, '-rpc-header', 'x-tenant: gold'), probed.serving);
                strict_1.default.equal(await probe(service, '-service', 'shop.Unknown'), probed.unknown);
                await service.beginDrain();
                strict_1.default.equal(await probe(service), probed.notServing);
                service.process.signal('SIGTERM');
                strict_1.default.equal(await service.process.ended, 1); // it was forced
                strict_1.default.equal(await probe(service), probed.noConnection);
            }
            finally {
                await service.kill();
            }
        });
        (0, node_test_1.it)('has calls that do not end made again elsewhere, where there is a retry policy', () => forced(engine));
    });
}
async function forced(engine) {
    const services = [await service_1.Service.start(engine, 'first', long), await service_1.Service.start(engine, 'second', long)];
    const [first, second] = services;
    const { target, options } = await round_robin_1.roundRobin.start(services, { retries: true });
    const client = engines_1.engines[engine](target, options);
    try {
        await first.hold();
        const held = new Set();
        const some = new Promise((resolve) => {
            first.process.each(({ event, id }) => {
                if (event === 'held')
                    held.add(String(id));
                if (held.size === 4)
                    resolve();
            });
        });
        const load = new load_1.Load(client, 8);
        await some;
        await first.beginDrain();
        first.process.signal('SIGTERM');
        strict_1.default.equal(await first.process.ended, 1);
        await load.end(0);
        strict_1.default.deepEqual([load.failures, load.mixed], [[], []]);
        const answered = load.answered.get(second.instance);
        strict_1.default.deepEqual([...held].filter((id) => !answered?.has(id)), []);
    }
    finally {
        client.close();
        await Promise.all(services.map((service) => service.kill()));
    }
}
