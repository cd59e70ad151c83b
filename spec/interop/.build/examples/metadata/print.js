"use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
Object.defineProperty(exports, "print", {
    enumerable: true,
    get: function() {
        return print;
    }
});
function print(key, where, md) {
    const values = md?.get(key);
    if (values === undefined) throw new Error(`${key} expected but doesn't exist in ${where}`);
    console.log(`${key} from ${where}:`);
    for (const [i, e] of values.entries())console.log(` ${i}. ${e}`);
}
