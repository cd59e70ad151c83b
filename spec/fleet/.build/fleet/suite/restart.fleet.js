"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const strict_1 = __importDefault(require("node:assert/strict"));
const node_test_1 = require("node:test");
const grpc_js_xds_1 = require("@grpc/grpc-js-xds");
const nice_grpc_common_1 = require("nice-grpc-common");
const engines_1 = require("../client/engines");
const load_1 = require("../client/load");
const fronts_1 = require("../front/fronts");
const rolling_1 = require("../support/rolling");
const service_1 = require("../support/service");
const control_plane_1 = require("../xds/control-plane");
// Each service is ended by SIGTERM and started again, one after the other, and then one is killed, while callers go on.
const calls = process.env.MDCTX_FLEET_LONG ? 20_000 : 2000;
const warm = 20; // answers of each service: by then a proxy has its connections
const kinds = ['nice-grpc', 'grpc-js', 'stub', 'grpc-go'];
let plane;
(0, node_test_1.before)(async () => {
    plane = await control_plane_1.ControlPlane.start();
    (0, grpc_js_xds_1.register)();
});
(0, node_test_1.after)(() => plane.stop());
for (const { name, kind, skip } of (0, fronts_1.fronts)(() => plane)) {
    (0, node_test_1.describe)(`a rolling restart behind ${name}`, { skip }, () => {
        const services = [];
        (0, node_test_1.before)(async () => {
            const { notServingFor } = kind();
            services.push(...(await Promise.all(kinds.map((one) => service_1.Service.start(one, one, notServingFor)))));
        });
        (0, node_test_1.after)(() => Promise.all(services.map((service) => service.kill())));
        (0, node_test_1.it)('loses no call with a retry policy', async () => {
            const { failures, again, open } = await restarted(kind(), services, true);
            strict_1.default.deepEqual(failures, []);
            strict_1.default.deepEqual(again.filter((id) => !open.has(id)), [], 'handlers that ran again');
        });
        (0, node_test_1.it)('loses without one those in flight at the one that is killed', async () => {
            const { failures, again, open, ran } = await restarted(kind(), services, false);
            const { losesUnheard, triesAgain } = kind();
            const early = failures.filter(({ id }) => !open.has(id) && (!losesUnheard || ran(services).has(id)));
            strict_1.default.deepEqual(early, [], 'lost while all were ended in order');
            const elsewhere = ran(services.slice(1));
            strict_1.default.deepEqual(failures.filter(({ id }) => elsewhere.has(id)), [], 'lost where nothing was killed');
            strict_1.default.ok(failures.every(({ code }) => code === nice_grpc_common_1.Status.UNAVAILABLE || code === nice_grpc_common_1.Status.INTERNAL));
            if (triesAgain)
                strict_1.default.deepEqual(again.filter((id) => !open.has(id)), [], 'handlers that ran again');
            else
                strict_1.default.deepEqual(again, [], 'handlers that ran again');
        });
    });
}
/** Restarts `services` behind a front in turn, kills the first, and returns what became of the calls meanwhile. */
async function restarted(kind, services, retries) {
    const front = await kind.start(services, { retries });
    const client = engines_1.engines.stub(front.target, front.options);
    try {
        const rolling = new rolling_1.Rolling(services);
        const load = new load_1.Load(client);
        await load.until(() => services.every(({ instance }) => (load.answered.get(instance)?.size ?? 0) >= warm));
        do
            await rolling.restart(load);
        while (load.calls < calls * 0.9);
        const open = await rolling.kill(load);
        await load.end(calls);
        strict_1.default.deepEqual(load.mixed, []);
        const { failures } = load;
        const again = rolling.ranAgain();
        const how = `${kind.name}, ${retries ? 'with' : 'without'} retries`;
        console.log(`  ${how}: ${load.calls} calls, ${failures.length} lost, ${again.length} run again`);
        return { failures, again, open, ran: (some) => rolling.ranIn(some) };
    }
    finally {
        client.close();
        await front.stop();
    }
}
