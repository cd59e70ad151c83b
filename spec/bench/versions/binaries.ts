import { binaryOf } from '../../support/node-lines';

// Prints the paths of the binaries of the lines of Node that it is given, as JSON. `npm run bench` runs it by ts-node.

const lines = process.argv.slice(2);
console.log(JSON.stringify(Object.fromEntries(lines.map((line) => [line, binaryOf(line)]))));
