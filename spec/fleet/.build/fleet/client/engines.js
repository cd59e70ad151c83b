"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.engineNames = exports.engines = void 0;
const grpc_js_1 = require("./grpc-js");
const nice_grpc_1 = require("./nice-grpc");
const stub_1 = require("./stub");
/** How a client of each runtime is made: with a channel of its own to a target. */
exports.engines = {
    'nice-grpc': nice_grpc_1.niceGrpcClient,
    'grpc-js': grpc_js_1.grpcJsClient,
    stub: stub_1.stubClient,
};
exports.engineNames = ['nice-grpc', 'grpc-js', 'stub'];
