// Demonstrates how to use a single server to register and serve multiple services.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _helloworld = require("../gen/helloworld");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50051'
});
/** Implements the handlers of Greeter. */ class HelloServer extends (0, _stub.unimplemented)(_helloworld.GreeterDefinition) {
    async sayHello(_ctx, { name }) {
        return {
            message: `Hello ${name}`
        };
    }
}
class EchoServer extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    async unaryEcho(_ctx, { message }) {
        return {
            message
        };
    }
}
async function main() {
    const s = (0, _stub.newServer)();
    // Register Greeter on the server.
    (0, _stub.register)(s, _helloworld.GreeterDefinition, new HelloServer());
    // Register Echo on the same server.
    (0, _stub.register)(s, _echo.EchoDefinition, new EchoServer());
    console.log(`server listening at [::]:${await s.serve(`:${port}`)}`);
}
(0, _main.run)(main);
