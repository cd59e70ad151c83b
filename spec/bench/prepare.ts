import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Compiles the benchmarks into .build/, and puts the built library beside them as the package that they import: a
// measurement goes on for minutes, and what is built meanwhile must not get into it.

const root = join(__dirname, '..', '..');
const build = join(__dirname, '.build');

rmSync(build, { recursive: true, force: true });
const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', __dirname], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const copied = { name: manifest.name, type: 'commonjs', exports: manifest.exports };
writeFileSync(join(build, 'package.json'), JSON.stringify(copied));
cpSync(join(root, 'dist'), join(build, 'dist'), { recursive: true });
