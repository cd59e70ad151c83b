// Implements a server for the Greeter service.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _helloworld = require("../gen/helloworld");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50051'
});
/** Implements the handlers of Greeter. */ class Server extends (0, _stub.unimplemented)(_helloworld.GreeterDefinition) {
    async sayHello(_ctx, req) {
        console.error(`Received: ${req.name}`);
        return {
            message: `Hello ${req.name}`
        };
    }
}
async function main() {
    const s = (0, _stub.newServer)();
    (0, _stub.register)(s, _helloworld.GreeterDefinition, new Server());
    const bound = await s.serve(`:${port}`);
    console.error(`server listening at [::]:${bound}`);
}
(0, _main.run)(main);
