"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.forwarded = void 0;
const forward_1 = require("mdctx/forward");
const interceptors_1 = require("mdctx/interceptors");
/** The interceptors of each client: what a call came in with goes on. */
exports.forwarded = (0, interceptors_1.inOrder)((0, interceptors_1.forwarding)((0, forward_1.policy)({ keys: ['x-id', 'x-id-bin', 'x-tenant'] })));
