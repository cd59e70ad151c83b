// Demonstrates how to enforce keepalive settings and manage idle connections to maintain active client connections.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50052'
});
const kaep = {
    minTime: 5000,
    permitWithoutStream: true
};
const kasp = {
    maxConnectionIdle: 15_000,
    maxConnectionAge: 30_000,
    maxConnectionAgeGrace: 5000,
    time: 5000,
    timeout: 1000
};
/** Implements the handlers of Echo. */ class Server extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    async unaryEcho(_ctx, { message }) {
        return {
            message
        };
    }
}
async function main() {
    const address = `:${port}`;
    const s = (0, _stub.newServer)((0, _stub.KeepaliveEnforcementPolicy)(kaep), (0, _stub.KeepaliveParams)(kasp));
    (0, _stub.register)(s, _echo.EchoDefinition, new Server());
    await s.serve(address);
}
(0, _main.run)(main);
