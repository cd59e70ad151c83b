"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const grpc_js_xds_1 = require("@grpc/grpc-js-xds");
const lifecycle_1 = require("mdctx/lifecycle");
const handler_1 = require("./handler");
const servers_1 = require("./servers");
// A service of the fleet: `main.js NAME ENGINE PORT NOT-SERVING-FOR`. It tells its port and what becomes of its calls as JSON
// on its standard output, one thing a line, holds its work when it is told to, and drains on SIGTERM, which it tells too.
const [name = '', engine = '', port = '0', notServingFor = '0'] = process.argv.slice(2);
function tell(told) {
    process.stdout.write(`${JSON.stringify(told)}\n`);
}
function isEngine(name) {
    return name in servers_1.servers;
}
async function main() {
    if (process.env.GRPC_XDS_BOOTSTRAP_CONFIG)
        (0, grpc_js_xds_1.register)();
    if (!isEngine(engine))
        throw new Error(`fleet: engine must be of ${Object.keys(servers_1.servers)}: got ${engine}`);
    const handler = new handler_1.Handler(name, engine, tell);
    const { server, health, listen } = servers_1.servers[engine](handler);
    const options = { health, notServingFor: Number(notServingFor), grace: 5000 };
    const draining = (0, lifecycle_1.drain)(server, { ...options, signal: 'SIGTERM' });
    process.once('SIGTERM', () => tell({ draining: true })); // two signals at once are one
    process.on('message', (what) => {
        if (what === 'hold')
            handler.holds = true;
        process.send?.('holds');
    });
    process.on('disconnect', () => {
        void draining.force().then((code) => process.exit(code)); // whoever started it is gone
    });
    tell({ port: await listen(`127.0.0.1:${port}`) });
}
void main();
