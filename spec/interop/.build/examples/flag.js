"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
Object.defineProperty(exports, "flags", {
    enumerable: true,
    get: function() {
        return flags;
    }
});
const _nodeutil = require("node:util");
function flags(defaults) {
    const options = Object.entries(defaults).map(([name, value])=>{
        const type = typeof value === 'boolean' ? 'boolean' : 'string';
        return [
            name,
            {
                type,
                default: value
            }
        ];
    });
    return (0, _nodeutil.parseArgs)({
        options: Object.fromEntries(options)
    }).values; // parseArgs gives what it was told
}
