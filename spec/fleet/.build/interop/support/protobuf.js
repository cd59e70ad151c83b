"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.encode = encode;
exports.decode = decode;
exports.number = number;
exports.all = all;
exports.bytes = bytes;
/** Writes fields in the order given. A number is a varint; bytes and an empty list of them go as they are. */
function encode(fields) {
    const parts = [];
    for (const [field, value] of fields) {
        if (value === undefined || value === 0)
            continue;
        if (typeof value === 'number')
            parts.push(varint(field << 3), varint(value));
        else
            parts.push(varint((field << 3) | 2), varint(value.length), value);
    }
    return Buffer.concat(parts);
}
/** Reads the fields of a message. Only varints and lengths occur in what the tests read. */
function decode(message) {
    const fields = new Map();
    let at = 0;
    const next = () => {
        let [value, shift] = [0, 1];
        for (;;) {
            const byte = message[at++] ?? 0;
            value += (byte & 0x7f) * shift;
            if (byte < 0x80)
                return value;
            shift *= 128;
        }
    };
    while (at < message.length) {
        const tag = next();
        const value = next();
        const list = fields.get(tag >>> 3) ?? [];
        fields.set(tag >>> 3, list);
        if ((tag & 7) === 0)
            list.push(value);
        else {
            list.push(message.subarray(at, at + value));
            at += value;
        }
    }
    return fields;
}
/** Returns the number in a field, 0 if it is absent. */
function number(fields, field) {
    const value = fields.get(field)?.at(-1);
    return typeof value === 'number' ? value : 0;
}
/** Returns all the bytes in a field. */
function all(fields, field) {
    return (fields.get(field) ?? []).filter((value) => typeof value !== 'number');
}
/** Returns the bytes in a field, `undefined` if it is absent. */
function bytes(fields, field) {
    return all(fields, field).at(-1);
}
function varint(value) {
    const out = [];
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128))
        out.push((rest % 128) | 0x80);
    return Buffer.from([...out, rest]);
}
