import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { tarball } from './pack';

const exec = promisify(execFile);

/** A folder of a user's, empty at first. It is removed when the specs of its file are over. */
export class Folder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'mdctx-user-')));

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true, maxRetries: 3 }));
  }

  write(name: string, content: string | object): void {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  /**
   * Runs a program in the folder and returns what it printed on stdout.
   *
   * @throws Error with all that it printed, if it ended with another code than 0.
   */
  async run(program: string, ...args: string[]): Promise<string> {
    try {
      const { stdout } = await exec(program, args, {
        cwd: this.path,
        env,
        maxBuffer: 1 << 26,
        timeout: 170_000,
      });
      return stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${args.join(' ')}: ${stdout}\n${stderr}`);
    }
  }

  /** Runs a line of a shell, as a page gives it. What is installed as `mdctx` is the packed package. */
  shell(line: string): Promise<string> {
    const own = /^(npm install(?: --save-dev)?.*) mdctx\b/;
    return this.run(
      'sh',
      '-c',
      line.replace(own, (_, before) => `${before} ${tarball()}`),
    );
  }

  /** Runs a script in this very Node. */
  node(...args: string[]): Promise<string> {
    return this.run(process.execPath, ...args);
  }
}

// What npm tells its scripts of this project is not for the projects of users.
const env: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache|nodedir))|NODE_OPTIONS$|INIT_CWD$|MDCTX_)/.test(name),
  ),
);
env.PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
env.NO_COLOR = '1';
env.CI = 'false'; // in CI, pnpm and Yarn refuse an install that changes their lock file
env.NO_UPDATE_NOTIFIER = '1';
