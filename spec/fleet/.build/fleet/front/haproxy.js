"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.haproxy = void 0;
const node_fs_1 = require("node:fs");
const node_path_1 = require("node:path");
const tools_1 = require("../tools");
const proxy_1 = require("./proxy");
/** HAProxy, which asks by connecting whether a server is there. */
exports.haproxy = (0, proxy_1.proxyFront)({
    name: 'HAProxy',
    notServingFor: 0,
    command(folder, port, services) {
        const file = (0, node_path_1.join)(folder, 'haproxy.cfg');
        const servers = services.map(({ port }, i) => `  server s${i} 127.0.0.1:${port} proto h2 check inter 200ms fall 1 rise 1`);
        (0, node_fs_1.writeFileSync)(file, `global
  nbthread 1
  tune.bufsize 262144
  tune.http.maxhdr 256
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  retries 3
  option redispatch
  retry-on conn-failure empty-response response-timeout
frontend in
  bind 127.0.0.1:${port} proto h2
  default_backend fleet
backend fleet
  balance leastconn
${servers.join('\n')}
`);
        return [(0, tools_1.pathOf)('haproxy'), ['-f', file, '-db']];
    },
});
