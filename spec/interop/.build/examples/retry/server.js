// Demonstrates to enforce retries on client side.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _codes = require("mdctx/codes");
const _status = require("mdctx/status");
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50052'
});
class FailingServer extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    reqCounter = 0;
    reqModulo = 4;
    /** Fails reqModulo - 1 times with the status code Unavailable, and succeeds on reqModulo times. */ maybeFailRequest() {
        this.reqCounter++;
        if (this.reqModulo > 0 && this.reqCounter % this.reqModulo === 0) return;
        throw (0, _status.errorf)(_codes.Unavailable, 'maybeFailRequest: failing it');
    }
    async unaryEcho(_ctx, { message }) {
        try {
            this.maybeFailRequest();
        } catch (err) {
            console.error('request failed count:', this.reqCounter);
            throw err;
        }
        console.error('request succeeded count:', this.reqCounter);
        return {
            message
        };
    }
}
async function main() {
    const address = `:${port}`;
    console.log('listen on address', address);
    // Configure server to pass every fourth RPC; client is configured to make four attempts.
    const s = (0, _stub.newServer)();
    (0, _stub.register)(s, _echo.EchoDefinition, new FailingServer());
    await s.serve(address);
}
(0, _main.run)(main);
