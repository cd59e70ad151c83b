// Demonstrates how to send and read metadata to and from an RPC.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _mdctx = require("mdctx");
const _codes = require("mdctx/codes");
const _status = require("mdctx/status");
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const _print = require("./print");
const { port } = (0, _flag.flags)({
    port: '50051'
});
const streamingCount = 10;
const server = {
    async unaryEcho (ctx, { message }) {
        console.log('--- UnaryEcho ---');
        try {
            // Read metadata from client.
            const md = (0, _mdctx.fromIncomingContext)(ctx);
            if (md === undefined) throw (0, _status.errorf)(_codes.DataLoss, 'UnaryEcho: failed to get metadata');
            if (md.has('timestamp')) (0, _print.print)('timestamp', 'metadata', md);
            // Create and send header.
            const header = (0, _mdctx.New)({
                location: 'MTV',
                timestamp: new Date().toISOString()
            });
            (0, _mdctx.sendHeader)(ctx, header);
            console.log(`request received: message:${JSON.stringify(message)}, sending echo`);
            return {
                message
            };
        } finally{
            // Create trailer to record function return time.
            const trailer = (0, _mdctx.Pairs)('timestamp', new Date().toISOString());
            (0, _mdctx.setTrailer)(ctx, trailer);
        }
    },
    async serverStreamingEcho ({ message }, stream) {
        console.log('--- ServerStreamingEcho ---');
        try {
            // Read metadata from client.
            const md = (0, _mdctx.fromIncomingContext)(stream.context);
            if (md === undefined) throw (0, _status.errorf)(_codes.DataLoss, 'ServerStreamingEcho: failed to get metadata');
            if (md.has('timestamp')) (0, _print.print)('timestamp', 'metadata', md);
            // Create and send header.
            const header = (0, _mdctx.New)({
                location: 'MTV',
                timestamp: new Date().toISOString()
            });
            stream.sendHeader(header);
            console.log(`request received: message:${JSON.stringify(message)}`);
            // Read requests and send responses.
            for(let i = 0; i < streamingCount; i++){
                console.log(`echo message ${message}`);
                await stream.send({
                    message
                });
            }
        } finally{
            // Create trailer to record function return time.
            const trailer = (0, _mdctx.Pairs)('timestamp', new Date().toISOString());
            stream.setTrailer(trailer);
        }
    },
    async clientStreamingEcho (stream) {
        console.log('--- ClientStreamingEcho ---');
        try {
            // Read metadata from client.
            const md = (0, _mdctx.fromIncomingContext)(stream.context);
            if (md === undefined) throw (0, _status.errorf)(_codes.DataLoss, 'ClientStreamingEcho: failed to get metadata');
            if (md.has('timestamp')) (0, _print.print)('timestamp', 'metadata', md);
            // Create and send header.
            const header = (0, _mdctx.New)({
                location: 'MTV',
                timestamp: new Date().toISOString()
            });
            stream.sendHeader(header);
            // Read requests and send responses.
            let message = '';
            for await (const req of stream){
                message = req.message;
                console.log(`request received: message:${JSON.stringify(message)}, building echo`);
            }
            console.log('echo last received message');
            return {
                message
            };
        } finally{
            // Create trailer to record function return time.
            const trailer = (0, _mdctx.Pairs)('timestamp', new Date().toISOString());
            stream.setTrailer(trailer);
        }
    },
    async bidirectionalStreamingEcho (stream) {
        console.log('--- BidirectionalStreamingEcho ---');
        try {
            // Read metadata from client.
            const md = (0, _mdctx.fromIncomingContext)(stream.context);
            if (md === undefined) throw (0, _status.errorf)(_codes.DataLoss, 'BidirectionalStreamingEcho: failed to get metadata');
            if (md.has('timestamp')) (0, _print.print)('timestamp', 'metadata', md);
            // Create and send header.
            const header = (0, _mdctx.New)({
                location: 'MTV',
                timestamp: new Date().toISOString()
            });
            stream.sendHeader(header);
            // Read requests and send responses.
            for await (const { message } of stream){
                console.log(`request received message:${JSON.stringify(message)}, sending echo`);
                await stream.send({
                    message
                });
            }
        } finally{
            // Create trailer to record function return time.
            const trailer = (0, _mdctx.Pairs)('timestamp', new Date().toISOString());
            stream.setTrailer(trailer);
        }
    }
};
async function main() {
    const s = (0, _stub.newServer)();
    (0, _stub.register)(s, _echo.EchoDefinition, server);
    console.log(`server listening at [::]:${await s.serve(`:${port}`)}`);
}
(0, _main.run)(main);
