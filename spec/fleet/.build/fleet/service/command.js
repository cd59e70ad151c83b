"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.messageOf = messageOf;
exports.commandOf = commandOf;
exports.seenOf = seenOf;
/** Returns a message that carries `value`. */
function messageOf(value) {
    return { body: JSON.stringify(value) };
}
/** Returns the command that a request carries. */
function commandOf({ body }) {
    return JSON.parse(body);
}
/** Returns what a response carries. */
function seenOf({ body }) {
    return JSON.parse(body);
}
