"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const strict_1 = __importDefault(require("node:assert/strict"));
const node_test_1 = require("node:test");
const grpc_js_xds_1 = require("@grpc/grpc-js-xds");
const context_1 = require("mdctx/context");
const nice_grpc_common_1 = require("nice-grpc-common");
const checks_1 = require("../client/checks");
const engines_1 = require("../client/engines");
const load_1 = require("../client/load");
const program_1 = require("../support/program");
const service_1 = require("../support/service");
const tools_1 = require("../tools");
const control_plane_1 = require("../xds/control-plane");
const resources_1 = require("../xds/resources");
let plane;
let services;
let targets = 0;
let calls = 0;
(0, node_test_1.before)(async () => {
    plane = await control_plane_1.ControlPlane.start();
    (0, grpc_js_xds_1.register)();
    services = await Promise.all([service_1.Service.start('nice-grpc', 'a'), service_1.Service.start('grpc-js', 'b')]);
});
(0, node_test_1.after)(async () => {
    await Promise.all(services.map((service) => service.kill()));
    await plane.stop();
    strict_1.default.deepEqual(plane.refused, []);
});
/** A target whose calls go by `list`; the clusters `a` and `b` are one service each, and `both` is both of them. */
async function target(list, more = {}) {
    const name = `xds-${++targets}`;
    const [a, b] = services;
    const clusters = { a: [a], b: [b], both: [a, b] };
    async function put(list) {
        const named = (action) => JSON.parse(JSON.stringify(action).replace(/"cluster-(\w+)"/g, `"${name}-$1"`));
        const own = list.map(({ match = {}, action }) => ({ match, action: named(action) }));
        const all = Object.entries(clusters).flatMap(([key, list]) => (0, resources_1.cluster)(`${name}-${key}`, list, more));
        await plane.put(name, (0, resources_1.listener)(name), (0, resources_1.routes)(name, ...own), ...all);
    }
    await put(list);
    return { name: `xds:///${name}`, put };
}
/** Makes a call, and returns the name of the service that answered. */
async function reach(client, tenant) {
    const id = `xds-call-${++calls}`;
    const answer = await client.unary((0, checks_1.contextOf)(id, tenant), { id, do: 'echo' });
    strict_1.default.ok((0, checks_1.isOf)(id, answer), id);
    return answer.seen.server.split('.')[0] ?? '';
}
async function times(n, f) {
    const found = [];
    for (let i = 0; i < n; i++)
        found.push(await f());
    return found;
}
const to = (name) => ({ action: { cluster: `cluster-${name}` } });
for (const engine of engines_1.engineNames) {
    (0, node_test_1.describe)(`xDS, called by ${engine}`, () => {
        const open = [];
        const dial = (name) => {
            const client = engines_1.engines[engine](name);
            open.push(client);
            return client;
        };
        (0, node_test_1.after)(() => {
            for (const client of open)
                client.close();
        });
        (0, node_test_1.it)('routes by a key that appendToOutgoingContext set, and by nothing else', async () => {
            const gold = {
                match: { headers: [{ name: 'x-tenant', stringMatch: { exact: 'gold' } }] },
                action: { cluster: 'cluster-a' },
            };
            const client = dial((await target([gold, to('b')])).name);
            strict_1.default.deepEqual(new Set(await times(10, () => reach(client, 'gold'))), new Set(['a']));
            strict_1.default.deepEqual(new Set(await times(10, () => reach(client, 'silver'))), new Set(['b']));
            strict_1.default.deepEqual(new Set(await times(10, () => reach(client))), new Set(['b']));
        });
        (0, node_test_1.it)('matches a key with two values as one text, which a comma joins', async () => {
            const pair = {
                name: 'x-id',
                stringMatch: { safeRegex: { regex: 'xds-call-\\d+,xds-call-\\d+, again' } },
            };
            const client = dial((await target([{ match: { headers: [pair] }, ...to('a') }, to('b')])).name);
            strict_1.default.equal(await reach(client), 'a');
        });
        (0, node_test_1.it)('never matches a key of bytes', async () => {
            const present = { name: 'x-id-bin', presentMatch: true };
            const client = dial((await target([{ match: { headers: [present] }, ...to('a') }, to('b')])).name);
            strict_1.default.equal(await reach(client), 'b');
        });
        (0, node_test_1.it)('shares calls out by weight', async () => {
            const clusters = [
                { name: 'cluster-a', weight: 90 },
                { name: 'cluster-b', weight: 10 },
            ];
            const client = dial((await target([{ action: { weightedClusters: { clusters } } }])).name);
            const reached = await times(300, () => reach(client));
            const share = reached.filter((name) => name === 'a').length / reached.length;
            strict_1.default.ok(share > 0.8 && share < 0.98, `${share} of the calls went to a`); // six standard deviations
        });
        (0, node_test_1.it)('keeps a tenant with one service by its hash', async () => {
            const hashPolicy = [{ header: { headerName: 'x-tenant' } }];
            const more = { lbPolicy: 'RING_HASH' };
            const client = dial((await target([{ action: { cluster: 'cluster-both', hashPolicy } }], more)).name);
            const reached = new Set();
            for (let tenant = 0; tenant < 16; tenant++) {
                const of = new Set(await times(5, () => reach(client, `tenant-${tenant}`)));
                strict_1.default.equal(of.size, 1, `tenant ${tenant} went to ${[...of]}`);
                for (const name of of)
                    reached.add(name);
            }
            strict_1.default.deepEqual(reached, new Set(['a', 'b']));
        });
        (0, node_test_1.it)("ends a call at its route's time, which the handler's deadline is too", async () => {
            const action = { cluster: 'cluster-a', maxStreamDuration: { maxStreamDuration: '0.8s' } };
            const client = dial((await target([{ action }])).name);
            const id = `xds-duration-${++calls}`;
            const { seen } = await client.unary((0, checks_1.contextOf)(id), { id, do: 'echo' });
            strict_1.default.ok(seen.left > 0 && seen.left <= 800, `${seen.left} ms were left`);
            const [shorter, cancel] = (0, context_1.withTimeout)((0, checks_1.contextOf)(id), 500);
            const less = await client.unary(shorter, { id, do: 'echo' });
            cancel();
            strict_1.default.ok(less.seen.left > 0 && less.seen.left <= 500, `${less.seen.left} ms were left`);
            await strict_1.default.rejects(client.unary((0, checks_1.contextOf)(id), { id, do: 'hang' }), {
                code: nice_grpc_common_1.Status.DEADLINE_EXCEEDED,
            });
        });
        (0, node_test_1.it)('makes a call again that failed, with what it carried, once', async () => {
            const client = dial((await target([{ action: { cluster: 'cluster-a', retryPolicy: resources_1.retryPolicy } }])).name);
            const id = `xds-retry-${++calls}`;
            const answer = await client.unary((0, checks_1.contextOf)(id), { id, do: 'waver' });
            strict_1.default.ok((0, checks_1.isOf)(id, answer));
            strict_1.default.deepEqual(answer.seen.attempts, ['2']);
        });
        (0, node_test_1.it)('follows endpoints and routes that change while calls run', async () => {
            const { name, put } = await target([to('a')]);
            const client = dial(name);
            const load = new load_1.Load(client, 4);
            const only = async (wanted) => {
                // The service that is wanted has answered lately, and no other.
                const answers = () => [...load.answered].map(([name, ids]) => [name.split('.')[0], ids.size]);
                let before = new Map(answers());
                await load.until(() => {
                    const now = new Map(answers());
                    const grown = [...now]
                        .filter(([name, size]) => size > (before.get(name) ?? 0))
                        .map(([name]) => name);
                    const others = grown.filter((name) => name !== wanted);
                    if (others.length > 0)
                        before = now;
                    return others.length === 0 && (now.get(wanted) ?? 0) >= (before.get(wanted) ?? 0) + 20;
                });
            };
            await only('a');
            await put([to('b')]);
            await only('b');
            await put([to('both')]);
            await load.until(() => load.answered.size === 2);
            await put([to('a')]);
            await only('a');
            await load.end(0);
            strict_1.default.deepEqual(load.failures, []);
            strict_1.default.deepEqual(load.mixed, []);
        });
    });
}
(0, node_test_1.describe)('xDS, called by grpc-go', () => {
    /** Runs the client in Go, and returns how many calls each service answered. */
    async function callers(name, ...args) {
        const program = new program_1.Program((0, tools_1.pathOf)('fleet'), ['call', '-target', name, '-calls', '300', ...args]);
        const result = await program.when((line) => (typeof line.calls === 'number' ? line : undefined));
        strict_1.default.deepEqual([result.calls, result.failed, result.mixed], [300, {}, 0]);
        const servers = Object.entries(result.servers ?? {});
        return Object.fromEntries(servers.map(([name, n]) => [name.split('.')[0], Number(n)]));
    }
    (0, node_test_1.it)('routes by x-tenant', async () => {
        const gold = { headers: [{ name: 'x-tenant', stringMatch: { exact: 'gold' } }] };
        const { name } = await target([{ match: gold, ...to('a') }, to('b')]);
        strict_1.default.deepEqual(await callers(name, '-tenant', 'gold'), { a: 300 });
        strict_1.default.deepEqual(await callers(name, '-tenant', 'silver'), { b: 300 });
    });
    (0, node_test_1.it)('shares calls out by weight', async () => {
        const clusters = [
            { name: 'cluster-a', weight: 90 },
            { name: 'cluster-b', weight: 10 },
        ];
        const { a = 0 } = await callers((await target([{ action: { weightedClusters: { clusters } } }])).name);
        strict_1.default.ok(a > 240 && a < 294, `${a} calls went to a`);
    });
});
