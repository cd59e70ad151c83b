// Demonstrates how to send and receive metadata to and from an RPC.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _grpcjs = require("@grpc/grpc-js");
const _mdctx = require("mdctx");
const _context = require("mdctx/context");
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const _print = require("./print");
function _ts_add_disposable_resource(env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") {
            throw new TypeError("Object expected.");
        }
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) {
                throw new TypeError("Symbol.asyncDispose is not defined.");
            }
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) {
                throw new TypeError("Symbol.dispose is not defined.");
            }
            dispose = value[Symbol.dispose];
            if (async) {
                inner = dispose;
            }
        }
        if (typeof dispose !== "function") {
            throw new TypeError("Object not disposable.");
        }
        if (inner) {
            dispose = function() {
                try {
                    inner.call(this);
                } catch (e) {
                    return Promise.reject(e);
                }
            };
        }
        env.stack.push({
            value: value,
            dispose: dispose,
            async: async
        });
    } else if (async) {
        env.stack.push({
            async: true
        });
    }
    return value;
}
var _SuppressedError1 = typeof SuppressedError === "function" ? SuppressedError : function(error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
};
function _ts_dispose_resources(env) {
    function fail(e) {
        env.error = env.hasError ? new _SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
        env.hasError = true;
    }
    var r, s = 0;
    function next() {
        while(r = env.stack.pop()){
            try {
                if (!r.async && s === 1) {
                    return s = 0, env.stack.push(r), Promise.resolve().then(next);
                }
                if (r.dispose) {
                    var result = r.dispose.call(r.value);
                    if (r.async) {
                        return s |= 2, Promise.resolve(result).then(next, function(e) {
                            fail(e);
                            return next();
                        });
                    }
                } else {
                    s |= 1;
                }
            } catch (e) {
                fail(e);
            }
        }
        if (s === 1) {
            return env.hasError ? Promise.reject(env.error) : Promise.resolve();
        }
        if (env.hasError) {
            throw env.error;
        }
    }
    return next();
}
const { addr } = (0, _flag.flags)({
    addr: 'localhost:50051'
});
const streamingCount = 10;
async function unaryCallWithMetadata(c, message) {
    console.log('--- unary ---');
    // Create metadata and context.
    const md = (0, _mdctx.Pairs)('timestamp', new Date().toISOString());
    const ctx = (0, _mdctx.newOutgoingContext)((0, _mdctx.background)(), md);
    // Make RPC using the context with the metadata.
    const [header, trailer] = [
        new _mdctx.MD(),
        new _mdctx.MD()
    ];
    const r = await c.unaryEcho(ctx, {
        message
    }, (0, _stub.Header)(header), (0, _stub.Trailer)(trailer));
    (0, _print.print)('timestamp', 'header', header);
    (0, _print.print)('location', 'header', header);
    console.log('response:');
    console.log(` - ${r.message}`);
    (0, _print.print)('timestamp', 'trailer', trailer);
}
async function serverStreamingWithMetadata(c, message) {
    console.log('--- server streaming ---');
    // Create metadata and context.
    const md = (0, _mdctx.Pairs)('timestamp', new Date().toISOString());
    const ctx = (0, _mdctx.newOutgoingContext)((0, _mdctx.background)(), md);
    // Make RPC using the context with the metadata.
    const stream = await c.serverStreamingEcho(ctx, {
        message
    });
    // Read the header when the header arrives.
    const header = await stream.header();
    // Read metadata from server's header.
    (0, _print.print)('timestamp', 'header', header);
    (0, _print.print)('location', 'header', header);
    // Read all the responses.
    console.log('response:');
    for await (const r of stream)console.log(` - ${r.message}`);
    // Read the trailer after the RPC is finished.
    const trailer = stream.trailer();
    // Read metadata from server's trailer.
    (0, _print.print)('timestamp', 'trailer', trailer);
}
async function clientStreamWithMetadata(c, message) {
    console.log('--- client streaming ---');
    // Create metadata and context.
    const md = (0, _mdctx.Pairs)('timestamp', new Date().toISOString());
    const ctx = (0, _mdctx.newOutgoingContext)((0, _mdctx.background)(), md);
    // Make RPC using the context with the metadata.
    const stream = await c.clientStreamingEcho(ctx);
    // Read the header when the header arrives.
    const header = await stream.header();
    // Read metadata from server's header.
    (0, _print.print)('timestamp', 'header', header);
    (0, _print.print)('location', 'header', header);
    // Send all requests to the server.
    for(let i = 0; i < streamingCount; i++)await stream.send({
        message
    });
    // Read the response.
    const r = await stream.closeAndRecv();
    console.log('response:');
    console.log(` - ${r.message}\n`);
    // Read the trailer after the RPC is finished.
    const trailer = stream.trailer();
    // Read metadata from server's trailer.
    (0, _print.print)('timestamp', 'trailer', trailer);
}
async function bidirectionalWithMetadata(c, message) {
    console.log('--- bidirectional ---');
    // Create metadata and context.
    const md = (0, _mdctx.Pairs)('timestamp', new Date().toISOString());
    const ctx = (0, _mdctx.newOutgoingContext)((0, _mdctx.background)(), md);
    // Make RPC using the context with the metadata.
    const stream = await c.bidirectionalStreamingEcho(ctx);
    const sent = (async ()=>{
        // Read the header when the header arrives.
        const header = await stream.header();
        // Read metadata from server's header.
        (0, _print.print)('timestamp', 'header', header);
        (0, _print.print)('location', 'header', header);
        // Send all requests to the server.
        for(let i = 0; i < streamingCount; i++)await stream.send({
            message
        });
        stream.closeSend();
    })();
    // Read all the responses.
    console.log('response:');
    for await (const r of stream)console.log(` - ${r.message}`);
    await sent;
    // Read the trailer after the RPC is finished.
    const trailer = stream.trailer();
    // Read metadata from server's trailer.
    (0, _print.print)('timestamp', 'trailer', trailer);
}
const message = 'this is examples/metadata';
async function main() {
    const env = {
        stack: [],
        error: void 0,
        hasError: false
    };
    try {
        const conn = _ts_add_disposable_resource(env, (0, _stub.newClientConn)(addr, (0, _stub.withTransportCredentials)(_grpcjs.credentials.createInsecure())), false);
        const c = (0, _stub.newClient)(_echo.EchoDefinition, conn);
        await unaryCallWithMetadata(c, message);
        await (0, _context.sleep)(1000);
        await serverStreamingWithMetadata(c, message);
        await (0, _context.sleep)(1000);
        await clientStreamWithMetadata(c, message);
        await (0, _context.sleep)(1000);
        await bidirectionalWithMetadata(c, message);
    } catch (e) {
        env.error = e;
        env.hasError = true;
    } finally{
        _ts_dispose_resources(env);
    }
}
(0, _main.run)(main);
