"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
Object.defineProperty(exports, "tokenSource", {
    enumerable: true,
    get: function() {
        return tokenSource;
    }
});
function tokenSource(accessToken) {
    return {
        getRequestMetadata: ()=>({
                authorization: `Bearer ${accessToken}`
            }),
        requireTransportSecurity: ()=>true
    };
}
