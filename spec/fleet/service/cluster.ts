import cluster from 'node:cluster';
import { join } from 'node:path';

// A service of the fleet in several processes, which share its port: `cluster.js NAME - PORT`.

const workers = 2;
const [name = '', , port = '0'] = process.argv.slice(2);

cluster.setupPrimary({ exec: join(__dirname, 'main.js'), args: [name, 'grpc-js', port] });
for (let i = 0; i < workers; i++) cluster.fork();
process.on('disconnect', () => process.exit()); // whoever started it is gone
