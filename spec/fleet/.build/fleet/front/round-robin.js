"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.roundRobin = void 0;
const service_config_1 = require("../client/service-config");
/** Nothing stands between: the client itself spreads its calls over the addresses. */
exports.roundRobin = {
    name: 'round_robin',
    notServingFor: 0,
    triesAgain: false,
    losesUnheard: false,
    async start(services, options = {}) {
        const target = `ipv4:${services.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
        return { target, options: (0, service_config_1.serviceConfig)(options), stop: async () => { } };
    },
};
