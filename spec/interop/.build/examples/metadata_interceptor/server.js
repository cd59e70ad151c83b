// Demonstrates how to update metadata from interceptors on server.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _mdctx = require("mdctx");
const _codes = require("mdctx/codes");
const _metadata = require("mdctx/metadata");
const _status = require("mdctx/status");
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50051'
});
const errMissingMetadata = (0, _status.errorf)(_codes.InvalidArgument, 'no incoming metadata in rpc context');
const unaryInterceptor = async (ctx, req, _info, handler)=>{
    const md = (0, _mdctx.fromIncomingContext)(ctx);
    if (md === undefined) throw errMissingMetadata;
    // Create and set metadata from interceptor to server.
    md.append('key1', 'value1');
    ctx = (0, _metadata.newIncomingContext)(ctx, md);
    // Call the handler to complete the normal execution of the RPC.
    try {
        return await handler(ctx, req);
    } finally{
        // Create and set header metadata from interceptor to client.
        (0, _mdctx.setHeader)(ctx, (0, _mdctx.Pairs)('header-key', 'val'));
        // Create and set trailer metadata from interceptor to client.
        (0, _mdctx.setTrailer)(ctx, (0, _mdctx.Pairs)('trailer-key', 'val'));
    }
};
const streamInterceptor = async (srv, ss, _info, handler)=>{
    const md = (0, _mdctx.fromIncomingContext)(ss.context);
    if (md === undefined) throw errMissingMetadata;
    // Create and set metadata from interceptor to server.
    md.append('key1', 'value1');
    const context = (0, _metadata.newIncomingContext)(ss.context, md);
    // Call the handler to complete the normal execution of the RPC.
    try {
        await handler(srv, {
            ...ss,
            context
        });
    } finally{
        // Create and set header metadata from interceptor to client. Go ignores the error that it is too late for one.
        try {
            ss.setHeader((0, _mdctx.Pairs)('header-key', 'val'));
        } catch  {}
        // Create and set trailer metadata from interceptor to client.
        ss.setTrailer((0, _mdctx.Pairs)('trailer-key', 'val'));
    }
};
class Server extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    async unaryEcho(ctx, { message }) {
        console.log('--- UnaryEcho ---');
        const md = (0, _mdctx.fromIncomingContext)(ctx);
        if (md === undefined) throw (0, _status.errorf)(_codes.Internal, 'UnaryEcho: missing incoming metadata in rpc context');
        // Read and print metadata added by the interceptor.
        const v = md.get('key1');
        if (v !== undefined) {
            console.log('key1 from metadata: ');
            for (const [i, e] of v.entries())console.log(` ${i}. ${e}`);
        }
        return {
            message
        };
    }
    async bidirectionalStreamingEcho(stream) {
        console.log('--- BidirectionalStreamingEcho ---');
        const md = (0, _mdctx.fromIncomingContext)(stream.context);
        if (md === undefined) {
            throw (0, _status.errorf)(_codes.Internal, 'BidirectionalStreamingEcho: missing incoming metadata in rpc context');
        }
        // Read and print metadata added by the interceptor.
        const v = md.get('key1');
        if (v !== undefined) {
            console.log('key1 from metadata: ');
            for (const [i, e] of v.entries())console.log(` ${i}. ${e}`);
        }
        // Read requests and send responses.
        for await (const { message } of stream)await stream.send({
            message
        });
    }
}
async function main() {
    const s = (0, _stub.newServer)((0, _stub.ChainUnaryInterceptor)(unaryInterceptor), (0, _stub.ChainStreamInterceptor)(streamInterceptor));
    (0, _stub.register)(s, _echo.EchoDefinition, new Server());
    console.log(`Server listening at [::]:${await s.serve(`:${port}`)}`);
}
(0, _main.run)(main);
