"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.optional = void 0;
exports.pathOf = pathOf;
exports.isThere = isThere;
exports.missing = missing;
const node_fs_1 = require("node:fs");
const node_os_1 = require("node:os");
const node_path_1 = require("node:path");
// What the fleet is made of, besides Node. `spec/fleet/setup.sh` puts it where it is looked for here.
const cache = (0, node_path_1.join)(process.env.XDG_CACHE_HOME || (0, node_path_1.join)((0, node_os_1.homedir)(), '.cache'), 'mdctx-fleet');
const places = {
    /** Our own programs in Go: a control plane of xDS, a service and a client. */
    fleet: (0, node_path_1.join)(cache, 'bin', 'fleet'),
    probe: (0, node_path_1.join)(cache, 'bin', 'grpc-health-probe'),
    /** A Python with grpclib. */
    python: (0, node_path_1.join)(cache, 'python', 'bin', 'python'),
    envoy: (0, node_path_1.join)(cache, 'python', 'bin', 'envoy'),
    nginx: onPath('nginx'),
    haproxy: onPath('haproxy'),
};
/** Those without which the rest runs. */
exports.optional = ['nginx', 'haproxy'];
/** Returns the path of a tool. */
function pathOf(tool) {
    return places[tool];
}
/** Reports whether a tool is there. */
function isThere(tool) {
    return (0, node_fs_1.existsSync)(places[tool]);
}
/** Returns the tools that are not there. */
function missing() {
    const tools = ['fleet', 'probe', 'python', 'envoy', 'nginx', 'haproxy'];
    return tools.filter((tool) => !isThere(tool));
}
/** Returns the path of a program of the system, which need not be there. Debian keeps servers off the path of users. */
function onPath(name) {
    const folders = [...(process.env.PATH ?? '').split(node_path_1.delimiter), '/usr/sbin', '/usr/local/sbin'];
    return folders.map((folder) => (0, node_path_1.join)(folder, name)).find(node_fs_1.existsSync) ?? (0, node_path_1.join)('/usr/sbin', name);
}
