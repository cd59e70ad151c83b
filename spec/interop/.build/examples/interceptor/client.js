// Demonstrates how to use interceptors to observe or control the behavior of gRPC including logging, authentication, metrics
// collection, etc.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _grpcjs = require("@grpc/grpc-js");
const _mdctx = require("mdctx");
const _stub = require("mdctx/stub");
const _data = require("../data");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const _tokensource = require("../token-source");
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
const fallbackToken = 'some-secret-token';
// logger is to mock a sophisticated logging system. To simplify the example, we just print out the content.
function logger(text) {
    console.log(`LOG:\t${text}`);
}
// unaryInterceptor is an example unary interceptor.
const unaryInterceptor = async (ctx, method, req, invoker, opts)=>{
    const credsConfigured = opts.some(({ kind })=>kind === 'perRPCCredentials');
    if (!credsConfigured) opts = [
        ...opts,
        (0, _stub.PerRPCCredentials)((0, _tokensource.tokenSource)(fallbackToken))
    ];
    let err;
    try {
        return await invoker(ctx, method, req, opts);
    } catch (failure) {
        err = failure;
        throw failure;
    } finally{
        const end = new Date().toISOString();
        logger(`RPC: ${method}, start time: Basic, end time: ${end}, err: ${err ?? '<nil>'}`);
    }
};
// wrappedStream wraps around the embedded stream, and intercepts the recv and send method call.
function newWrappedStream(s) {
    return {
        ...s,
        recv () {
            logger(`Receive a message (Type: EchoResponse) at ${new Date().toISOString()}`);
            return s.recv();
        },
        send (m) {
            logger(`Send a message (Type: EchoRequest) at ${new Date().toISOString()}`);
            return s.send(m);
        }
    };
}
// streamInterceptor is an example stream interceptor.
const streamInterceptor = async (ctx, desc, method, streamer, opts)=>{
    const credsConfigured = opts.some(({ kind })=>kind === 'perRPCCredentials');
    if (!credsConfigured) opts = [
        ...opts,
        (0, _stub.PerRPCCredentials)((0, _tokensource.tokenSource)(fallbackToken))
    ];
    const s = await streamer(ctx, desc, method, opts);
    return newWrappedStream(s);
};
async function callUnaryEcho(client, message) {
    const [ctx, cancel] = (0, _mdctx.withTimeout)((0, _mdctx.background)(), 10_000);
    try {
        const resp = await client.unaryEcho(ctx, {
            message
        });
        console.log('UnaryEcho: ', resp.message);
    } finally{
        cancel();
    }
}
async function callBidiStreamingEcho(client) {
    const [ctx, cancel] = (0, _mdctx.withTimeout)((0, _mdctx.background)(), 10_000);
    try {
        const c = await client.bidirectionalStreamingEcho(ctx);
        for(let i = 0; i < 5; i++)await c.send({
            message: `Request ${i + 1}`
        });
        c.closeSend();
        for await (const resp of c)console.log('BidiStreaming Echo: ', resp.message);
    } finally{
        cancel();
    }
}
async function main() {
    const env = {
        stack: [],
        error: void 0,
        hasError: false
    };
    try {
        // Create tls based credential.
        const creds = _grpcjs.credentials.createSsl((0, _data.data)('x509/ca_cert.pem'));
        const conn = _ts_add_disposable_resource(env, (0, _stub.newClientConn)(addr, (0, _stub.withTransportCredentials)(creds, 'x.test.example.com'), (0, _stub.withChainUnaryInterceptor)(unaryInterceptor), (0, _stub.withChainStreamInterceptor)(streamInterceptor)), false);
        // Make an echo client and send RPCs.
        const rgc = (0, _stub.newClient)(_echo.EchoDefinition, conn);
        await callUnaryEcho(rgc, 'hello world');
        await callBidiStreamingEcho(rgc);
    } catch (e) {
        env.error = e;
        env.hasError = true;
    } finally{
        _ts_dispose_resources(env);
    }
}
(0, _main.run)(main);
