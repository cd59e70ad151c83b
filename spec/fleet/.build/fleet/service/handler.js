"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Handler = void 0;
const context_1 = require("mdctx/context");
const grpc_1 = require("mdctx/grpc");
const metadata_1 = require("mdctx/metadata");
const status_1 = require("mdctx/status");
const nice_grpc_common_1 = require("nice-grpc-common");
const engines_1 = require("../client/engines");
const service_config_1 = require("../client/service-config");
const command_1 = require("./command");
/** Does what calls ask for, whatever the runtime: the context of a call is the current one. */
class Handler {
    name;
    engine;
    tell;
    clients = new Map();
    /** From now on work has no end. */
    holds = false;
    /** `engine` makes the calls that go on to other services. */
    constructor(name, engine, tell) {
        this.name = name;
        this.engine = engine;
        this.tell = tell;
    }
    /** Returns what a response carries of its request, and which server gave it. */
    echoed() {
        const incoming = (0, metadata_1.fromIncomingContext)() ?? new metadata_1.MD();
        const own = new metadata_1.MD([['x-server', this.name]]);
        for (const key of ['x-id', 'x-id-bin'])
            own.append(key, ...(incoming.get(key) ?? []));
        return own;
    }
    async unary(request) {
        const command = (0, command_1.commandOf)(request);
        const incoming = (0, metadata_1.fromIncomingContext)() ?? new metadata_1.MD();
        const attempts = incoming.get('grpc-previous-rpc-attempts') ?? [];
        this.tell({ event: 'run', id: command.id, attempts });
        // A call that has a header is not made again: so it fails without one.
        if (command.do === 'waver' && Number(attempts[0] ?? 0) < 2)
            throw new nice_grpc_common_1.ServerError(nice_grpc_common_1.Status.UNAVAILABLE, 'not yet');
        const own = this.echoed();
        (0, grpc_1.setHeader)(own);
        (0, grpc_1.setTrailer)(own);
        const [next, ...hops] = command.hops ?? [];
        if (next !== undefined)
            return this.goOn(next, { ...command, hops });
        await this.perform(command);
        return (0, command_1.messageOf)({ ...this.seen(incoming), attempts });
    }
    async goOn(next, command) {
        const client = this.clients.get(next) ?? engines_1.engines[this.engine](next, (0, service_config_1.serviceConfig)());
        this.clients.set(next, client);
        return (0, command_1.messageOf)((await client.unary((0, context_1.current)(), command)).seen);
    }
    async perform({ id, do: what, ms = 0, status = '' }) {
        if (what === 'work' && this.holds) {
            this.tell({ event: 'held', id });
            await new Promise(() => { });
        }
        if (what === 'work')
            await new Promise((resolve) => setTimeout(resolve, ms));
        if (what === 'fail')
            throw (0, status_1.fromProto)(Buffer.from(status, 'base64'))?.err();
        if (what !== 'hang')
            return;
        const ctx = (0, context_1.current)();
        await new Promise((resolve) => (0, context_1.afterFunc)(ctx, resolve));
        this.tell({ event: 'ended', id, err: String(ctx.err()?.message) });
        throw (0, context_1.cause)(ctx);
    }
    seen(incoming) {
        const { deadline } = (0, context_1.current)();
        return {
            server: this.name,
            ids: (incoming.get('x-id') ?? []).map(String),
            bins: incoming.bytes('x-id-bin').map((value) => Buffer.from(value).toString('base64')),
            left: deadline === undefined ? -1 : deadline.getTime() - Date.now(),
            tenant: String(incoming.get('x-tenant')?.[0] ?? ''),
        };
    }
}
exports.Handler = Handler;
