"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.fronts = fronts;
const tools_1 = require("../tools");
const envoy_1 = require("./envoy");
const haproxy_1 = require("./haproxy");
const nginx_1 = require("./nginx");
const round_robin_1 = require("./round-robin");
const xds_1 = require("./xds");
/** All fronts. Those whose programs are not installed are to be skipped, which `npm run fleet` has said. */
function fronts(plane) {
    return [
        { name: round_robin_1.roundRobin.name, kind: () => round_robin_1.roundRobin, skip: false },
        { name: 'xDS', kind: () => (0, xds_1.xds)(plane()), skip: false },
        { name: nginx_1.nginx.name, kind: () => nginx_1.nginx, skip: !(0, tools_1.isThere)('nginx') },
        { name: haproxy_1.haproxy.name, kind: () => haproxy_1.haproxy, skip: !(0, tools_1.isThere)('haproxy') },
        { name: envoy_1.envoy.name, kind: () => envoy_1.envoy, skip: !(0, tools_1.isThere)('envoy') },
    ];
}
