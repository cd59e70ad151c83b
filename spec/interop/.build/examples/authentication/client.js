// Demonstrates how to supply an OAuth2 token for every RPC.
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
async function main() {
    const env = {
        stack: [],
        error: void 0,
        hasError: false
    };
    try {
        // Set up the credentials for the connection.
        const perRPC = (0, _tokensource.tokenSource)(fetchToken());
        const creds = _grpcjs.credentials.createSsl((0, _data.data)('x509/ca_cert.pem'));
        const opts = [
            // In addition to this option of the client, callers may also use the call option PerRPCCredentials with the RPC
            // invocation itself.
            (0, _stub.withPerRPCCredentials)(perRPC),
            // tokenSource requires the configuration of transport credentials.
            (0, _stub.withTransportCredentials)(creds, 'x.test.example.com')
        ];
        const conn = _ts_add_disposable_resource(env, (0, _stub.newClientConn)(addr, ...opts), false);
        const rgc = (0, _stub.newClient)(_echo.EchoDefinition, conn);
        await callUnaryEcho(rgc, 'hello world');
    } catch (e) {
        env.error = e;
        env.hasError = true;
    } finally{
        _ts_dispose_resources(env);
    }
}
/** Simulates a token lookup and omits the details of proper token acquisition. */ function fetchToken() {
    return 'some-secret-token';
}
(0, _main.run)(main);
