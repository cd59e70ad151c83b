"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.checks = void 0;
exports.carriedBy = carriedBy;
exports.contextOf = contextOf;
exports.isOf = isOf;
const strict_1 = __importDefault(require("node:assert/strict"));
const context_1 = require("mdctx/context");
const metadata_1 = require("mdctx/metadata");
const nice_grpc_common_1 = require("nice-grpc-common");
const protobuf_1 = require("../../interop/support/protobuf");
function carriedBy(id) {
    return { ids: [id, `${id}, again`], bins: [Buffer.from(`${id}\0\xff`, 'latin1'), Buffer.of(0)] };
}
/** Returns a context that has a call carry what belongs to `id`. A call of the fleet does not last longer than 20 s. */
function contextOf(id, tenant) {
    const { ids, bins } = carriedBy(id);
    const [ctx] = (0, context_1.withTimeout)((0, context_1.background)(), 20_000);
    const pairs = [...ids.flatMap((value) => ['x-id', value]), ...bins.flatMap((value) => ['x-id-bin', value])];
    return (0, metadata_1.appendToOutgoingContext)(ctx, ...pairs, ...(tenant === undefined ? [] : ['x-tenant', tenant]));
}
/** Reports whether all that came back is that of the call `id`. */
function isOf(id, { seen, header, trailer }) {
    const { ids, bins } = carriedBy(id);
    const own = [ids.join('|'), bins.map((bin) => bin.toString('base64')).join('|')].join('\n');
    return ([seen.ids.join('|'), seen.bins.join('|')].join('\n') === own &&
        textOf(header) === own &&
        textOf(trailer) === own);
}
function textOf(md) {
    const bins = md.bytes('x-id-bin').map((bin) => Buffer.from(bin).toString('base64'));
    return [(md.get('x-id') ?? []).join('|'), bins.join('|')].join('\n');
}
let calls = 0;
function commandOf(id, what, { hops }, more = {}) {
    return { id, do: what, hops, ...more };
}
/** The checks, by what they show. Each may be made often: the calls of a way go to one service or another. */
exports.checks = {
    'repeated keys and bytes, in request, header and trailer': async (way) => {
        const id = `echo-${++calls}`;
        const answer = await way.client.unary(contextOf(id), commandOf(id, 'echo', way));
        strict_1.default.ok(isOf(id, answer), JSON.stringify(answer.seen));
        strict_1.default.ok(way.last.some(({ instance }) => instance === answer.seen.server));
    },
    'the deadline, shorter with each hop': async (way) => {
        const id = `deadline-${++calls}`;
        const [ctx, cancel] = (0, context_1.withTimeout)(contextOf(id), 5000);
        const { seen } = await way.client.unary(ctx, commandOf(id, 'echo', way));
        cancel();
        strict_1.default.ok(seen.left > 0 && seen.left <= 5000, `${seen.left} ms were left`);
    },
    'the end at the deadline, of the last handler too': async (way) => {
        const id = `timeout-${++calls}`;
        const [ctx] = (0, context_1.withTimeout)(contextOf(id), 300);
        await strict_1.default.rejects(way.client.unary(ctx, commandOf(id, 'hang', way)), {
            code: nice_grpc_common_1.Status.DEADLINE_EXCEEDED,
        });
        const { err } = await ended(way, id);
        // Whichever is heard first: the deadline itself, or the caller that has given up by its own.
        strict_1.default.ok([context_1.DeadlineExceeded.message, 'context canceled'].includes(err), err);
    },
    'cancellation, to the last handler': async (way) => {
        const id = `cancel-${++calls}`;
        const [ctx, cancel] = (0, context_1.withCancel)(contextOf(id));
        const call = way.client.unary(ctx, commandOf(id, 'hang', way));
        const rejected = strict_1.default.rejects(call, { code: nice_grpc_common_1.Status.CANCELLED });
        await Promise.any(way.last.map((service) => service.when('run', id)));
        cancel();
        await rejected;
        strict_1.default.equal((await ended(way, id)).err, 'context canceled');
    },
    'the status of an error, its details included': async (way) => {
        const id = `fail-${++calls}`;
        const detail = (0, protobuf_1.encode)([
            [1, Buffer.from('type.googleapis.com/google.protobuf.StringValue')],
            [2, (0, protobuf_1.encode)([[1, Buffer.from(id)]])],
        ]);
        const status = (0, protobuf_1.encode)([
            [1, nice_grpc_common_1.Status.FAILED_PRECONDITION],
            [2, Buffer.from(`not now, ${id}: é`)],
            [3, detail],
        ]);
        const trailer = new metadata_1.MD();
        const command = commandOf(id, 'fail', way, { status: status.toString('base64') });
        await strict_1.default.rejects(way.client.unary(contextOf(id), command, trailer), {
            code: nice_grpc_common_1.Status.FAILED_PRECONDITION,
            details: `not now, ${id}: é`,
        });
        const got = trailer.bytes('grpc-status-details-bin').map((bin) => Buffer.from(bin).toString('base64'));
        strict_1.default.deepEqual(got, [status.toString('base64')]);
        strict_1.default.deepEqual(trailer.get('x-id'), carriedBy(id).ids);
    },
    'a header before anything was sent': async (way) => {
        const id = `early-${++calls}`;
        const bodies = ['one', 'two', ''];
        const early = await way.client.early(contextOf(id), bodies);
        strict_1.default.deepEqual(early.bodies, bodies);
        strict_1.default.deepEqual(early.header.get('x-id'), carriedBy(id).ids);
        strict_1.default.deepEqual(early.trailer.get('x-id'), carriedBy(id).ids);
    },
};
/** Returns how the context of the last handler of the call `id` ended. */
function ended(way, id) {
    return Promise.any(way.last.map((service) => service.when('ended', id)));
}
