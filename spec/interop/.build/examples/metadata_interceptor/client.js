// Demonstrates how to receive metadata in RPC headers and trailers.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _grpcjs = require("@grpc/grpc-js");
const _mdctx = require("mdctx");
const _stub = require("mdctx/stub");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
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
async function callUnaryEcho(ctx, client) {
    const [header, trailer] = [
        new _mdctx.MD(),
        new _mdctx.MD()
    ];
    const resp = await client.unaryEcho(ctx, {
        message: 'hello world'
    }, (0, _stub.Header)(header), (0, _stub.Trailer)(trailer));
    console.log('UnaryEcho: ', resp.message);
    console.log('Received headers:');
    for (const [k, v] of header)console.log(`${k}: [${v.join(' ')}]`);
    console.log('Received trailers:');
    for (const [k, v] of trailer)console.log(`${k}: [${v.join(' ')}]`);
}
async function callBidiStreamingEcho(ctx, client) {
    const c = await client.bidirectionalStreamingEcho(ctx);
    await c.send({
        message: 'hello world'
    });
    c.closeSend();
    for await (const resp of c)console.log('BidiStreaming Echo: ', resp.message);
    const header = await c.header();
    console.log('Received headers:');
    for (const [k, v] of header ?? [])console.log(`${k}: [${v.join(' ')}]`);
    const trailer = c.trailer();
    console.log('Received tailers:');
    for (const [k, v] of trailer)console.log(`${k}: [${v.join(' ')}]`);
}
async function main() {
    const env = {
        stack: [],
        error: void 0,
        hasError: false
    };
    try {
        const conn = _ts_add_disposable_resource(env, (0, _stub.newClientConn)(addr, (0, _stub.withTransportCredentials)(_grpcjs.credentials.createInsecure())), false);
        const ec = (0, _stub.newClient)(_echo.EchoDefinition, conn);
        const [ctx, cancel] = (0, _mdctx.withTimeout)((0, _mdctx.background)(), 10_000);
        try {
            await callUnaryEcho(ctx, ec);
            await callBidiStreamingEcho(ctx, ec);
        } finally{
            cancel();
        }
    } catch (e) {
        env.error = e;
        env.hasError = true;
    } finally{
        _ts_dispose_resources(env);
    }
}
(0, _main.run)(main);
