"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Rolling = void 0;
const strict_1 = __importDefault(require("node:assert/strict"));
/** Services that are ended and started again, one after the other, under a load. */
class Rolling {
    services;
    constructor(services) {
        this.services = services;
        for (const service of services)
            service.told.length = 0;
    }
    /** Has each end in order, come back on its port, and answer again before the next one goes. */
    async restart(load) {
        for (const service of this.services) {
            strict_1.default.equal(await service.drain(), 0, `${service.name}: ${service.process.stderr}`);
            await service.up();
            await load.until(() => load.answered.has(service.instance));
        }
    }
    /**
     * Kills the first service when some calls are known to be at work there, and starts it again. Returns the calls that
     * were under way then, there or elsewhere.
     */
    async kill(load) {
        const [service] = this.services;
        strict_1.default.ok(service);
        const held = new Set();
        const some = new Promise((resolve) => {
            service.process.each((line) => {
                if (line.event === 'held')
                    held.add(String(line.id));
                if (held.size === 3)
                    resolve();
            });
        });
        await service.hold();
        await some;
        return load.openDuring(async () => {
            await service.kill();
            await service.up();
            await load.until(() => load.answered.has(service.instance));
        });
    }
    /** Returns the calls whose handlers ran in one of `services`. */
    ranIn(services) {
        return new Set(services.flatMap(runsOf));
    }
    /** Returns the calls whose handlers ran more than once. */
    ranAgain() {
        const runs = new Map();
        for (const id of this.services.flatMap(runsOf))
            runs.set(id, (runs.get(id) ?? 0) + 1);
        return [...runs].filter(([, times]) => times > 1).map(([id]) => id);
    }
}
exports.Rolling = Rolling;
function runsOf({ told }) {
    return told.flatMap((told) => (told.event === 'run' ? told.id : []));
}
