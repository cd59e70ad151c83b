// A client that uses all four kinds of RPC. It interacts with the route guide service, see gen/route_guide.ts.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _grpcjs = require("@grpc/grpc-js");
const _mdctx = require("mdctx");
const _stub = require("mdctx/stub");
const _data = require("../data");
const _flag = require("../flag");
const _route_guide = require("../gen/route_guide");
const _main = require("../main");
const _text = require("./text");
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
const flag = (0, _flag.flags)({
    tls: false,
    ca_file: 'x509/ca_cert.pem',
    addr: 'localhost:50051',
    server_host_override: 'x.test.example.com'
});
/** Gets the feature for the given point. */ async function printFeature(client, point) {
    console.error(`Getting feature for point (${point.latitude}, ${point.longitude})`);
    const [ctx, cancel] = (0, _mdctx.withTimeout)((0, _mdctx.background)(), 10_000);
    try {
        const feature = await client.getFeature(ctx, point);
        console.error((0, _text.textOf)(feature));
    } finally{
        cancel();
    }
}
/** Lists all the features within the given bounding rectangle. */ async function printFeatures(client, rect) {
    console.error(`Looking for features within ${(0, _text.textOf)(rect)}`);
    const [ctx, cancel] = (0, _mdctx.withTimeout)((0, _mdctx.background)(), 10_000);
    try {
        const stream = await client.listFeatures(ctx, rect);
        for await (const { name, location } of stream){
            const [latitude, longitude] = [
                location?.latitude,
                location?.longitude
            ];
            console.error(`Feature: name: ${JSON.stringify(name)}, point:(${latitude}, ${longitude})`);
        }
    } finally{
        cancel();
    }
}
/** Sends a sequence of points to the server and expects to get a route summary from it. */ async function runRecordRoute(client) {
    // Create a random number of random points
    const pointCount = Math.floor(Math.random() * 100) + 2; // Traverse at least two points
    const points = Array.from({
        length: pointCount
    }, randomPoint);
    console.error(`Traversing ${points.length} points.`);
    const [ctx, cancel] = (0, _mdctx.withTimeout)((0, _mdctx.background)(), 10_000);
    try {
        const stream = await client.recordRoute(ctx);
        for (const point of points)await stream.send(point);
        const reply = await stream.closeAndRecv();
        console.error(`Route summary: ${(0, _text.textOf)(reply)}`);
    } finally{
        cancel();
    }
}
/** Receives a sequence of route notes, while sending notes for various locations. */ async function runRouteChat(client) {
    const notes = [
        {
            location: {
                latitude: 0,
                longitude: 1
            },
            message: 'First message'
        },
        {
            location: {
                latitude: 0,
                longitude: 2
            },
            message: 'Second message'
        },
        {
            location: {
                latitude: 0,
                longitude: 3
            },
            message: 'Third message'
        },
        {
            location: {
                latitude: 0,
                longitude: 1
            },
            message: 'Fourth message'
        },
        {
            location: {
                latitude: 0,
                longitude: 2
            },
            message: 'Fifth message'
        },
        {
            location: {
                latitude: 0,
                longitude: 3
            },
            message: 'Sixth message'
        }
    ];
    const [ctx, cancel] = (0, _mdctx.withTimeout)((0, _mdctx.background)(), 10_000);
    try {
        const stream = await client.routeChat(ctx);
        const waitc = (async ()=>{
            for await (const { message, location } of stream)console.error(`Got message ${message} at point(${location?.latitude}, ${location?.longitude})`);
        })();
        for (const note of notes)await stream.send(note);
        stream.closeSend();
        await waitc;
    } finally{
        cancel();
    }
}
function randomPoint() {
    const latitude = (Math.floor(Math.random() * 180) - 90) * 1e7;
    const longitude = (Math.floor(Math.random() * 360) - 180) * 1e7;
    return {
        latitude,
        longitude
    };
}
async function main() {
    const env = {
        stack: [],
        error: void 0,
        hasError: false
    };
    try {
        const creds = flag.tls ? (0, _stub.withTransportCredentials)(_grpcjs.credentials.createSsl((0, _data.data)(flag.ca_file)), flag.server_host_override) : (0, _stub.withTransportCredentials)(_grpcjs.credentials.createInsecure());
        const conn = _ts_add_disposable_resource(env, (0, _stub.newClientConn)(flag.addr, creds), false);
        const client = (0, _stub.newClient)(_route_guide.RouteGuideDefinition, conn);
        // Looking for a valid feature
        await printFeature(client, {
            latitude: 409146138,
            longitude: -746188906
        });
        // Feature missing.
        await printFeature(client, {
            latitude: 0,
            longitude: 0
        });
        // Looking for features between 40, -75 and 42, -73.
        await printFeatures(client, {
            lo: {
                latitude: 400000000,
                longitude: -750000000
            },
            hi: {
                latitude: 420000000,
                longitude: -730000000
            }
        });
        // RecordRoute
        await runRecordRoute(client);
        // RouteChat
        await runRouteChat(client);
    } catch (e) {
        env.error = e;
        env.hasError = true;
    } finally{
        _ts_dispose_resources(env);
    }
}
(0, _main.run)(main);
