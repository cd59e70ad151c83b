"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
Object.defineProperty(exports, "data", {
    enumerable: true,
    get: function() {
        return data;
    }
});
const _nodefs = require("node:fs");
const _nodepath = require("node:path");
function data(path) {
    return (0, _nodefs.readFileSync)((0, _nodepath.isAbsolute)(path) ? path : (0, _nodepath.join)(process.env.EXAMPLES_DATA ?? '', path));
}
