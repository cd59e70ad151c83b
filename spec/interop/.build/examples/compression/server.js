// Demonstrates how to support compressors for incoming RPCs: in Go the compressor must be imported, here there is nothing to do.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50051'
});
class Server extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    async unaryEcho(_ctx, { message }) {
        console.log(`UnaryEcho called with message ${JSON.stringify(message)}`);
        return {
            message
        };
    }
}
async function main() {
    const s = (0, _stub.newServer)();
    (0, _stub.register)(s, _echo.EchoDefinition, new Server());
    console.log(`server listening at [::]:${await s.serve(`:${port}`)}`);
}
(0, _main.run)(main);
