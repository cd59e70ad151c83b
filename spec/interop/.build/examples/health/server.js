// Demonstrates how to manage and report its health status using the gRPC health library.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _promises = require("node:timers/promises");
const _stub = require("mdctx/stub");
const _grpchealthcheck = require("grpc-health-check");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const flag = (0, _flag.flags)({
    port: '50051',
    sleep: '5s'
}); // sleep: duration between changes in health
const system = ''; // empty string represents the health of the system
class EchoServer extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    async unaryEcho(_ctx, _req) {
        return {
            message: `hello from localhost:${flag.port}`
        };
    }
}
async function main() {
    const s = (0, _stub.newServer)();
    const healthcheck = new _grpchealthcheck.HealthImplementation({
        [system]: 'SERVING'
    });
    healthcheck.addToServer(s);
    (0, _stub.register)(s, _echo.EchoDefinition, new EchoServer());
    void (async ()=>{
        // asynchronously inspect dependencies and toggle serving status as needed
        let next = 'SERVING';
        for(;;){
            healthcheck.setStatus(system, next);
            next = next === 'SERVING' ? 'NOT_SERVING' : 'SERVING';
            await (0, _promises.setTimeout)(Number.parseFloat(flag.sleep) * 1000);
        }
    })();
    await s.serve(`:${flag.port}`);
}
(0, _main.run)(main);
