"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Load = void 0;
const checks_1 = require("./checks");
let loads = 0;
/** Callers that make one call after the other, and compare what comes back with what they sent. */
class Load {
    /** The calls that each process of a service answered. */
    answered = new Map();
    failures = [];
    /** The calls that got something of another. */
    mixed = [];
    /** The calls that are under way. */
    open = new Set();
    calls = 0;
    client;
    name = `load-${++loads}`;
    callers;
    waiting = new Set();
    enough = Number.POSITIVE_INFINITY;
    constructor(client, callers = 16) {
        this.client = client;
        this.callers = Array.from({ length: callers }, () => this.run());
    }
    /** Waits until `is` holds, which is looked at after each call. */
    async until(is) {
        if (is())
            return;
        await new Promise((resolve) => {
            const look = () => {
                if (!is())
                    return;
                this.waiting.delete(look);
                resolve();
            };
            this.waiting.add(look);
        });
    }
    /** Ends when `calls` calls have been made. */
    async end(calls) {
        this.enough = calls;
        await Promise.all(this.callers);
    }
    /** Returns the calls that are under way while `during` runs. */
    async openDuring(during) {
        const [before, first] = [[...this.open], this.calls + 1];
        await during();
        const begun = Array.from({ length: this.calls - first + 1 }, (_, i) => this.idOf(first + i));
        return new Set([...before, ...begun]);
    }
    idOf(call) {
        return `${this.name}-${call}`;
    }
    async run() {
        while (this.calls < this.enough) {
            await this.call(this.idOf(++this.calls));
            for (const look of [...this.waiting])
                look();
        }
    }
    async call(id) {
        this.open.add(id);
        try {
            const answer = await this.client.unary((0, checks_1.contextOf)(id), { id, do: 'work', ms: 4 });
            if (!(0, checks_1.isOf)(id, answer))
                this.mixed.push(id);
            const { server } = answer.seen;
            this.answered.set(server, (this.answered.get(server) ?? new Set()).add(id));
        }
        catch (error) {
            const { code, details } = Object(error);
            this.failures.push({ id, code, details });
        }
        this.open.delete(id);
    }
}
exports.Load = Load;
