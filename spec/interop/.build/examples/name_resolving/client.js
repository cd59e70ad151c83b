// Demonstrates how to use custom name resolvers to resolve server backend addresses.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _grpcjs = require("@grpc/grpc-js");
const _mdctx = require("mdctx");
const _stub = require("mdctx/stub");
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
const exampleScheme = 'example';
const exampleServiceName = 'resolver.example.grpc.io';
const backendAddr = process.env.ADDR ?? 'localhost:50051';
async function callUnaryEcho(c, message) {
    const [ctx, cancel] = (0, _mdctx.withTimeout)((0, _mdctx.background)(), 1000);
    try {
        const r = await c.unaryEcho(ctx, {
            message
        });
        console.log(r.message);
    } finally{
        cancel();
    }
}
async function makeRPCs(cc, n) {
    const hwc = (0, _stub.newClient)(_echo.EchoDefinition, cc);
    for(let i = 0; i < n; i++)await callUnaryEcho(hwc, 'this is examples/name_resolving');
}
async function main() {
    const env = {
        stack: [],
        error: void 0,
        hasError: false
    };
    try {
        const passthroughConn = _ts_add_disposable_resource(env, (0, _stub.newClientConn)(`passthrough:///${backendAddr}`, (0, _stub.withTransportCredentials)(_grpcjs.credentials.createInsecure())), false);
        console.log(`--- calling helloworld.Greeter/SayHello to "passthrough:///${backendAddr}"`);
        await makeRPCs(passthroughConn, 10);
        console.log();
        const exampleConn = _ts_add_disposable_resource(env, (0, _stub.newClientConn)(`${exampleScheme}:///${exampleServiceName}`, (0, _stub.withTransportCredentials)(_grpcjs.credentials.createInsecure())), false);
        console.log(`--- calling helloworld.Greeter/SayHello to "${exampleScheme}:///${exampleServiceName}"`);
        await makeRPCs(exampleConn, 10);
    } catch (e) {
        env.error = e;
        env.hasError = true;
    } finally{
        _ts_dispose_resources(env);
    }
}
// Following is an example name resolver. It includes a builder and a resolver.
//
// A builder is registered for a scheme (in this example, "example" is the scheme). When a connection is created for this scheme,
// the builder will be picked to build a resolver. Note that a new resolver is built for each connection. The resolver will watch
// the updates for the target, and send updates to the connection.
class ExampleResolverBuilder {
    scheme = exampleScheme;
    build(target, cc) {
        const r = new ExampleResolver(target, cc);
        r.start();
        return r;
    }
}
class ExampleResolver {
    target;
    cc;
    addrsStore = new Map([
        [
            exampleServiceName,
            [
                backendAddr
            ]
        ]
    ]);
    constructor(target, cc){
        this.target = target;
        this.cc = cc;
    }
    start() {
        const addrStrs = this.addrsStore.get(this.target.endpoint) ?? [];
        const addresses = addrStrs.map((addr)=>({
                addr
            }));
        this.cc.updateState({
            addresses
        });
    }
    resolveNow() {}
    close() {}
}
// Register the example builder. In Go this is usually done in a package's init() function.
(0, _stub.registerResolver)(new ExampleResolverBuilder());
(0, _main.run)(main);
