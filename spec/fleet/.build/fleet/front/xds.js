"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.xds = xds;
const service_config_1 = require("../client/service-config");
const resources_1 = require("../xds/resources");
let fronts = 0;
/** Nothing stands between: a control plane tells clients where to go. */
function xds(plane) {
    return {
        name: 'xDS',
        notServingFor: 0,
        triesAgain: false,
        losesUnheard: false,
        async start(services, { retries = false } = {}) {
            const name = `front-${++fronts}`;
            const action = { cluster: name, ...(retries && { retryPolicy: resources_1.retryPolicy }) };
            await plane.put(name, (0, resources_1.listener)(name), (0, resources_1.routes)(name, { action }), ...(0, resources_1.cluster)(name, services));
            const { 'grpc.service_config': _, ...options } = (0, service_config_1.serviceConfig)(); // the control plane has it instead
            return { target: `xds:///${name}`, options, stop: async () => { } };
        },
    };
}
