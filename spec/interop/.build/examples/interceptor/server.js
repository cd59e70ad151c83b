// Demonstrates how to use interceptors to observe or control the behavior of gRPC including logging, authentication, metrics
// collection, etc.
"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
const _grpcjs = require("@grpc/grpc-js");
const _mdctx = require("mdctx");
const _codes = require("mdctx/codes");
const _status = require("mdctx/status");
const _stub = require("mdctx/stub");
const _data = require("../data");
const _flag = require("../flag");
const _echo = require("../gen/echo");
const _main = require("../main");
const { port } = (0, _flag.flags)({
    port: '50051'
});
const errMissingMetadata = (0, _status.errorf)(_codes.InvalidArgument, 'missing metadata');
const errInvalidToken = (0, _status.errorf)(_codes.Unauthenticated, 'invalid token');
// logger is to mock a sophisticated logging system. To simplify the example, we just print out the content.
function logger(text) {
    console.log(`LOG:\t${text}`);
}
class Server extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    async unaryEcho(_ctx, { message }) {
        console.log(`unary echoing message ${JSON.stringify(message)}`);
        return {
            message
        };
    }
    async bidirectionalStreamingEcho(stream) {
        try {
            for await (const { message } of stream){
                console.log(`bidi echoing message ${JSON.stringify(message)}`);
                stream.send({
                    message
                });
            }
        } catch (err) {
            console.log(`server: error receiving from stream: ${(0, _status.convert)(err)}`);
            throw err;
        }
    }
}
// valid validates the authorization.
function valid(authorization = []) {
    if (authorization.length < 1) return false;
    const token = authorization[0]?.replace(/^Bearer /, '');
    // Perform the token validation here. For the sake of this example, the code here forgoes any of the usual OAuth2 token
    // validation and instead checks for a token matching an arbitrary string.
    return token === 'some-secret-token';
}
const unaryInterceptor = async (ctx, req, _info, handler)=>{
    // authentication (token verification)
    const md = (0, _mdctx.fromIncomingContext)(ctx);
    if (md === undefined) throw errMissingMetadata;
    if (!valid(md.get('authorization'))) throw errInvalidToken;
    try {
        return await handler(ctx, req);
    } catch (err) {
        logger(`RPC failed with error: ${(0, _status.convert)(err)}`);
        throw err;
    }
};
// wrappedStream wraps around the embedded stream, and intercepts the recv and send method call.
function newWrappedStream(s) {
    return {
        ...s,
        recv () {
            logger(`Receive a message (Type: EchoRequest) at ${new Date().toISOString()}`);
            return s.recv();
        },
        send (m) {
            logger(`Send a message (Type: EchoResponse) at ${new Date().toISOString()}`);
            return s.send(m);
        }
    };
}
const streamInterceptor = async (srv, ss, _info, handler)=>{
    // authentication (token verification)
    const md = (0, _mdctx.fromIncomingContext)(ss.context);
    if (md === undefined) throw errMissingMetadata;
    if (!valid(md.get('authorization'))) throw errInvalidToken;
    try {
        await handler(srv, newWrappedStream(ss));
    } catch (err) {
        logger(`RPC failed with error: ${(0, _status.convert)(err)}`);
        throw err;
    }
};
async function main() {
    // Create tls based credential.
    const pair = {
        cert_chain: (0, _data.data)('x509/server_cert.pem'),
        private_key: (0, _data.data)('x509/server_key.pem')
    };
    const creds = _grpcjs.ServerCredentials.createSsl(null, [
        pair
    ]);
    const s = (0, _stub.newServer)((0, _stub.Creds)(creds), (0, _stub.ChainUnaryInterceptor)(unaryInterceptor), (0, _stub.ChainStreamInterceptor)(streamInterceptor));
    // Register the echo server on the server.
    (0, _stub.register)(s, _echo.EchoDefinition, new Server());
    await s.serve(`:${port}`);
}
(0, _main.run)(main);
