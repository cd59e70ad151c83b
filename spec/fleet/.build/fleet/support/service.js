"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.kinds = exports.Service = void 0;
const node_path_1 = require("node:path");
const engines_1 = require("../client/engines");
const tools_1 = require("../tools");
const program_1 = require("./program");
const main = (0, node_path_1.join)(__dirname, '..', 'service', 'main.js');
const python = (0, node_path_1.join)(__dirname, '..', '..', '..', 'python', 'service.py'); // seen from .build/fleet/support
/** A service of the fleet: a process that can be ended, and started again on the port that it had. */
class Service {
    name;
    kind;
    /** What its processes told of their calls. */
    told = [];
    notServingFor;
    program;
    starts = 0;
    at = 0;
    constructor(kind, name, notServingFor) {
        this.kind = kind;
        this.name = name;
        this.notServingFor = notServingFor;
    }
    /** Starts a service on a free port. It says that it is not serving for `notServingFor` ms before it takes no more calls. */
    static async start(kind, name = kind, notServingFor = 0) {
        const service = new Service(kind, name, notServingFor);
        await service.up();
        return service;
    }
    /** The name under which its present process answers. */
    get instance() {
        return `${this.name}.${this.starts}`;
    }
    get port() {
        return this.at;
    }
    /** Starts it, on the port that it had. */
    async up() {
        this.starts++;
        const program = this.spawn();
        program.each((line) => {
            if (isTold(line))
                this.told.push(line);
        });
        this.program = program;
        this.at = await program.when(({ port }) => (typeof port === 'number' ? port : undefined));
    }
    /** Has it end in order, and returns how it ended. */
    async drain() {
        this.process.signal('SIGTERM');
        return this.process.ended;
    }
    /** Has it begin to end, and returns when it has. */
    async beginDrain() {
        this.process.signal('SIGTERM');
        await this.process.when(({ draining }) => (draining ? true : undefined));
    }
    /** From then on its work has no end. */
    async hold() {
        await this.process.ask('hold');
    }
    async kill() {
        await this.program?.kill();
    }
    /** Returns what it told, or will tell, of the call `id`. */
    async when(event, id) {
        return this.process.when((line) => isTold(line) && isEvent(line, event) && line.id === id ? line : undefined);
    }
    get process() {
        if (this.program === undefined)
            throw new Error(`fleet: ${this.name} must be up`);
        return this.program;
    }
    spawn() {
        const { instance, kind, notServingFor } = this;
        const port = String(this.at);
        if (kind === 'grpc-go')
            return new program_1.Program((0, tools_1.pathOf)('fleet'), ['serve', instance, port]);
        if (kind === 'grpclib')
            return new program_1.Program((0, tools_1.pathOf)('python'), [python, instance, port]);
        return new program_1.Program(process.execPath, [main, instance, kind, port, String(notServingFor)], { ipc: true });
    }
}
exports.Service = Service;
/** One service of each kind. */
exports.kinds = [...engines_1.engineNames, 'grpc-go', 'grpclib'];
function isTold(line) {
    return 'event' in line;
}
function isEvent(told, event) {
    return told.event === event;
}
