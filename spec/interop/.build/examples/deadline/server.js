// Demonstrates how to handle RPCs with deadlines and how to propagate deadlines in requests.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _grpcjs = require("@grpc/grpc-js");
const _promises = require("node:timers/promises");
const _codes = require("mdctx/codes");
const _status = require("mdctx/status");
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50052'
});
/** Implements the handlers of Echo. */ class Server extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    client;
    cc;
    constructor(){
        super();
        const target = `localhost:${port}`;
        this.cc = (0, _stub.newClientConn)(target, (0, _stub.withTransportCredentials)(_grpcjs.credentials.createInsecure()));
        this.client = (0, _stub.newClient)(_echo.EchoDefinition, this.cc);
    }
    async unaryEcho(ctx, { message }) {
        if (message.startsWith('[propagate me]')) {
            await (0, _promises.setTimeout)(800);
            return this.client.unaryEcho(ctx, {
                message: message.replace('[propagate me]', '')
            });
        }
        if (message === 'delay') await (0, _promises.setTimeout)(1500);
        return {
            message
        };
    }
    async bidirectionalStreamingEcho(stream) {
        for(;;){
            const req = await stream.recv();
            if (req === undefined) throw (0, _status.error)(_codes.InvalidArgument, 'request message not received');
            let { message } = req;
            if (message.startsWith('[propagate me]')) {
                await (0, _promises.setTimeout)(800);
                message = message.replace('[propagate me]', '');
                const res = await this.client.unaryEcho(stream.context, {
                    message
                });
                stream.send(res);
            }
            if (message === 'delay') await (0, _promises.setTimeout)(1500);
            stream.send({
                message
            });
        }
    }
    close() {
        this.cc.close();
    }
}
async function main() {
    const grpcServer = (0, _stub.newServer)();
    (0, _stub.register)(grpcServer, _echo.EchoDefinition, new Server());
    await grpcServer.serve(`:${port}`);
}
(0, _main.run)(main);
