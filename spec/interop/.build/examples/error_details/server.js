// Demonstrates how to provide error messages in gRPC responses.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _codes = require("mdctx/codes");
const _status = require("mdctx/status");
const _stub = require("mdctx/stub");
const _nicegrpcerrordetails = require("nice-grpc-error-details");
const _flag = require("../flag");
const _helloworld = require("../gen/helloworld");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50052'
});
/** Implements the handlers of Greeter. */ class Server extends (0, _stub.unimplemented)(_helloworld.GreeterDefinition) {
    count = new Map();
    async sayHello(_ctx, { name }) {
        // Track the number of times the user has been greeted.
        const count = (this.count.get(name) ?? 0) + 1;
        this.count.set(name, count);
        if (count > 1) {
            const st = (0, _status.New)(_codes.ResourceExhausted, 'Request limit exceeded.');
            const violation = {
                subject: `name:${name}`,
                description: 'Limit one greeting per person'
            };
            const ds = st.withDetails([
                _nicegrpcerrordetails.QuotaFailure,
                {
                    violations: [
                        violation
                    ]
                }
            ]);
            throw ds.err();
        }
        return {
            message: `Hello ${name}`
        };
    }
}
async function main() {
    const s = (0, _stub.newServer)();
    (0, _stub.register)(s, _helloworld.GreeterDefinition, new Server());
    await s.serve(`:${port}`);
}
(0, _main.run)(main);
