// Demonstrates how to handle canceled contexts when a client cancels an in-flight RPC.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _status = require("mdctx/status");
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50051'
});
class Server extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    async bidirectionalStreamingEcho(stream) {
        try {
            for await (const { message } of stream){
                console.log(`echoing message ${JSON.stringify(message)}`);
                stream.send({
                    message
                });
            }
        } catch (err) {
            console.log(`server: error receiving from stream: ${(0, _status.convert)(err)}`);
            throw err;
        }
    }
}
async function main() {
    const s = (0, _stub.newServer)();
    (0, _stub.register)(s, _echo.EchoDefinition, new Server());
    console.log(`server listening at port [::]:${await s.serve(`:${port}`)}`);
}
(0, _main.run)(main);
