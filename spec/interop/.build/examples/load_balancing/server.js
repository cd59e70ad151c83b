// Demonstrates how to spin up multiple server backends to enable client-side load balancing.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _stub = require("mdctx/stub");
const _echo = require("../gen/echo");
const _main = require("../main");
const addrs = process.env.ADDRS?.split(',') ?? [
    ':50051',
    ':50052'
];
class EchoServer extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    addr;
    constructor(addr){
        super(), this.addr = addr;
    }
    async unaryEcho(_ctx, { message }) {
        return {
            message: `${message} (from ${this.addr})`
        };
    }
}
async function startServer(addr) {
    const s = (0, _stub.newServer)();
    (0, _stub.register)(s, _echo.EchoDefinition, new EchoServer(addr));
    console.error(`serving on ${addr}`);
    await s.serve(addr);
}
async function main() {
    await Promise.all(addrs.map(startServer));
}
(0, _main.run)(main);
