import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../support/sources';
import type { Mutant } from './mutate';

/** What became of a mutant: a spec failed, none did, or TypeScript refuses it, so that nobody could have written it. */
export type Verdict = 'killed' | 'survived' | 'refused';

const copied = [
  'lib',
  'dist',
  'spec',
  'docs',
  'package.json',
  'jest.config.ts',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
];
const settings = ['tsconfig.json', 'tsconfig.build.json'];

/** Specs of the house itself, and those that run programs of their own: for minutes, or from dist/. */
const elsewhere = /\/spec\/(?:house|interop|bench|packaging|fleet|fuzz|soak|examples|docs|mutants)\//;

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
  experimentalDecorators: true,
};

const patience = 120_000; // ms for the specs of one mutant; those of one that loops take for ever
const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

/**
 * A copy of the project in which one file is changed at a time: in lib/, which its specs load, and in dist/, which the programs load
 * that they start.
 */
export class Trial {
  private readonly folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  private readonly related = new Map<string, string[]>();
  private readonly sound = new Set<string>(); // specs that pass as the project is
  private readonly unsound = new Set<string>();

  constructor() {
    for (const name of [...copied, ...settings])
      cpSync(join(root, name), join(this.folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /**
   * Returns what becomes of `mutant`. Those specs come first that stand in the room of the changed file; with `only` they are all.
   */
  async verdictOn(mutant: Mutant, original: string, room: string, only: boolean): Promise<Verdict> {
    this.write(mutant.path, mutant.text);
    try {
      const refused = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noEmit'], {
        cwd: this.folder,
      }).status;
      if (refused !== 0) return 'refused';
      const own = join(this.folder, room.replace(/^lib/, 'spec'));
      const specs = this.specsOf(mutant.path);
      const near = specs.filter((spec) => spec.startsWith(own));
      if (await this.isNoticed(near, mutant, original)) return 'killed';
      if (only) return 'survived';
      const far = specs.filter((spec) => !spec.startsWith(own));
      return (await this.isNoticed(far, mutant, original)) ? 'killed' : 'survived';
    } finally {
      this.write(mutant.path, original);
    }
  }

  /** Reports whether one of `specs` fails, twice, and does not without the change: then the change is what it noticed. */
  private async isNoticed(specs: readonly string[], mutant: Mutant, original: string): Promise<boolean> {
    let left = specs.filter((spec) => !this.unsound.has(spec));
    while (left.length > 0) {
      const failed = await this.failing(left);
      if (failed === undefined) return true; // it took too long: it loops, or waits for what does not come
      const [first] = failed;
      if (first === undefined) return false;
      if (!this.sound.has(first)) {
        this.write(mutant.path, original);
        const fails = (await this.failing([first]))?.length !== 0;
        (fails ? this.unsound : this.sound).add(first);
        this.write(mutant.path, mutant.text);
        if (fails) console.log(`${first}: left out: fails as it is`);
      }
      if (this.sound.has(first) && (await this.failing([first]))?.length !== 0) return true;
      left = left.filter((spec) => spec !== first);
    }
    return false;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    writeFileSync(join(this.folder, path.replace(/^lib(.*)\.ts$/, 'dist$1.js')), outputText);
  }

  private specsOf(path: string): string[] {
    let specs = this.related.get(path);
    if (specs === undefined) {
      const { stdout } = spawnSync(process.execPath, [jest, '--listTests', '--findRelatedTests', path], {
        cwd: this.folder,
        encoding: 'utf8',
      });
      specs = stdout.split('\n').filter((spec) => spec.endsWith('.spec.ts') && !elsewhere.test(spec));
      this.related.set(path, specs);
    }
    return specs;
  }

  /** Returns which of `specs` fail, up to the first; `undefined` if they take too long and are ended, with all that they have started. */
  private failing(specs: readonly string[]): Promise<string[] | undefined> {
    const report = join(this.folder, 'failures.txt');
    writeFileSync(report, '');
    const reporter = `--reporters=${join(__dirname, 'failures.js')}`;
    const args = [jest, '--silent', '--bail', '--forceExit', reporter, '--runTestsByPath', ...specs];
    const env = { ...process.env, FAILURES: report };
    const child = spawn(process.execPath, args, { cwd: this.folder, stdio: 'ignore', detached: true, env });
    return new Promise((resolve) => {
      const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), patience);
      child.on('close', (status, signal) => {
        clearTimeout(late);
        const failed = readFileSync(report, 'utf8').split('\n').filter(Boolean);
        resolve(signal !== null || (status !== 0 && failed.length === 0) ? undefined : failed);
      });
    });
  }
}
