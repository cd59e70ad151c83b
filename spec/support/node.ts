import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from './sources';

const exec = promisify(execFile);

/** What a process printed. */
export interface Printed {
  stdout: string;
  stderr: string;
}

/**
 * Runs this very Node with `args` and returns what it printed.
 *
 * @throws Error with what it printed, if it ended with another code than 0.
 */
export async function node(args: string[], cwd = root): Promise<Printed> {
  try {
    return await exec(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as Partial<Printed>;
    throw new Error(`node ${args.join(' ')}: ${String(error)}\n${stdout}${stderr}`);
  }
}

/** Runs `script` in a Node process of its own and returns the value that it passes to `report`. */
export async function inNode<T>(script: string, cwd = root): Promise<T> {
  const mark = '\u0001report ';
  const preface = `const report = (value) => console.log('${mark}' + JSON.stringify(value));\n`;
  const { stdout } = await node(['-e', preface + script], cwd);
  const line = stdout.split('\n').find((text) => text.startsWith(mark));
  if (line === undefined) throw new Error(`the script reported nothing: ${stdout}`);
  return JSON.parse(line.slice(mark.length));
}
