"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.proxyFront = proxyFront;
exports.freePort = freePort;
const node_fs_1 = require("node:fs");
const node_net_1 = require("node:net");
const node_os_1 = require("node:os");
const node_path_1 = require("node:path");
const service_config_1 = require("../client/service-config");
const program_1 = require("../support/program");
/** Returns a front that is a process of its own. */
function proxyFront({ name, notServingFor, losesUnheard = false, command }) {
    return {
        name,
        notServingFor,
        triesAgain: true,
        losesUnheard,
        async start(services, options = {}) {
            const folder = (0, node_fs_1.mkdtempSync)((0, node_path_1.join)((0, node_os_1.tmpdir)(), 'mdctx-fleet-'));
            const port = await freePort();
            const program = new program_1.Program(...command(folder, port, services));
            await listening(port, program);
            return {
                target: `127.0.0.1:${port}`,
                options: (0, service_config_1.serviceConfig)(options),
                async stop() {
                    await program.kill();
                    (0, node_fs_1.rmSync)(folder, { recursive: true, force: true });
                },
            };
        },
    };
}
/** Returns a port that is free now: these proxies do not tell which they were given. */
function freePort() {
    return new Promise((resolve) => {
        const server = (0, node_net_1.createServer)().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}
/** Waits until something accepts connections on `port`: nothing tells of it, so it is tried again and again. */
async function listening(port, program) {
    let gone;
    void program.ended.then((how) => {
        gone = new Error(`fleet: a proxy ended with ${how}: ${program.stderr}`);
    });
    while (!(await accepts(port)))
        if (gone !== undefined)
            throw gone;
}
function accepts(port) {
    return new Promise((resolve) => {
        const socket = (0, node_net_1.connect)(port, '127.0.0.1');
        socket.once('connect', () => {
            socket.destroy();
            resolve(true);
        });
        socket.once('error', () => setTimeout(resolve, 10, false));
    });
}
