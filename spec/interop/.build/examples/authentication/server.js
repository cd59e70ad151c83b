// Demonstrates how to consume and validate OAuth2 tokens provided by clients for each RPC.
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
const errMissingMetadata = (0, _status.errorf)(_codes.InvalidArgument, 'missing metadata');
const errInvalidToken = (0, _status.errorf)(_codes.Unauthenticated, 'invalid token');
const { port } = (0, _flag.flags)({
    port: '50051'
});
async function main() {
    console.log(`server starting on port ${port}...`);
    const cert = {
        cert_chain: (0, _data.data)('x509/server_cert.pem'),
        private_key: (0, _data.data)('x509/server_key.pem')
    };
    const opts = [
        // This option adds an interceptor for all unary RPCs. For streaming RPCs, see ChainStreamInterceptor.
        (0, _stub.ChainUnaryInterceptor)(ensureValidToken),
        // Enable TLS for all incoming connections.
        (0, _stub.Creds)(_grpcjs.ServerCredentials.createSsl(null, [
            cert
        ]))
    ];
    const s = (0, _stub.newServer)(...opts);
    (0, _stub.register)(s, _echo.EchoDefinition, new EchoServer());
    await s.serve(`:${port}`);
}
class EchoServer extends (0, _stub.unimplemented)(_echo.EchoDefinition) {
    async unaryEcho(_ctx, { message }) {
        return {
            message
        };
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
// ensureValidToken ensures a valid token exists within a request's metadata. If the token is missing or invalid, the
// interceptor blocks execution of the handler and throws an error. Otherwise, the interceptor invokes the unary handler.
const ensureValidToken = async (ctx, req, _info, handler)=>{
    const md = (0, _mdctx.fromIncomingContext)(ctx);
    if (md === undefined) throw errMissingMetadata;
    // The keys within an MD are normalized to lowercase.
    if (!valid(md.get('authorization'))) throw errInvalidToken;
    // Continue execution of handler after ensuring a valid token.
    return handler(ctx, req);
};
(0, _main.run)(main);
