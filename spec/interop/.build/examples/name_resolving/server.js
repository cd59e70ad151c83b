// Demonstrates how to set up a gRPC server that listens on a specified port for name resolution examples.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _stub = require("mdctx/stub");
const _echo = require("../gen/echo");
const _main = require("../main");
const addr = process.env.ADDR ?? 'localhost:50051';
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
async function main() {
    const s = (0, _stub.newServer)();
    (0, _stub.register)(s, _echo.EchoDefinition, new EchoServer(addr));
    console.error(`serving on ${addr}`);
    await s.serve(addr);
}
(0, _main.run)(main);
