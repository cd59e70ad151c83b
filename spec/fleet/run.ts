/**
 * Runs the fleet tests: `npm run fleet`, or `npm run fleet -- --long` for 20,000 calls a way and the soak. Other arguments
 * are the names of suites. It installs nothing: `spec/fleet/setup.sh` does. MDCTX_FLEET_SBIN says where nginx and HAProxy are
 * looked for besides the path, MDCTX_FLEET_BUILD where the fleet was compiled to already.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare';
import { missing, optional } from './tools';

const absent = missing();
const needed = absent.filter((tool) => !optional.includes(tool));
if (needed.length > 0) {
  console.error(`fleet: missing: ${needed.join(', ')}: run spec/fleet/setup.sh`);
  process.exit(1);
}
for (const tool of absent) console.error(`fleet: WARNING: ${tool} is missing: what needs it is left out`);

const args = process.argv.slice(2);
const timeout = args.includes('--long') ? 7_200_000 : 600_000; // ms; what takes longer hangs
const names = args.filter((arg) => !arg.startsWith('--'));
const suites = join(process.env.MDCTX_FLEET_BUILD ?? prepare(), 'fleet', 'suite');
const files = readdirSync(suites)
  .filter((file) => file.endsWith('.fleet.js'))
  .filter((file) => names.length === 0 || names.includes(file.replace('.fleet.js', '')))
  .sort()
  .map((file) => join(suites, file));
if (files.length === 0) {
  console.error(`fleet: no suite is named ${names.join(', ')}`);
  process.exit(1);
}

const { status } = spawnSync(
  process.execPath,
  [
    '--expose-gc',
    '--test',
    '--test-concurrency=2', // while one waits for a process to start, the other goes on
    '--test-reporter=spec',
    `--test-timeout=${timeout}`,
    ...files,
  ],
  {
    stdio: 'inherit',
    // RBAC is an experiment of grpc-js-xds, which looks for this when it is loaded.
    env: {
      ...process.env,
      GRPC_XDS_EXPERIMENTAL_RBAC: 'true',
      ...(args.includes('--long') && { MDCTX_FLEET_LONG: '1' }),
    },
  },
);
process.exitCode = status ?? 1;
