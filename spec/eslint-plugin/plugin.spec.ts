import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { ESLint as ESLint9 } from 'eslint9';

import * as plugin from '../../lib/eslint-plugin';

import { manifest, mustBeBuilt } from '../house/subpaths';
import { node } from '../support/node';
import { root } from '../support/sources';

// A user's file with each of the mistakes, and the line on which each is.
const mistakes = `import { appendToOutgoingContext, current, run, setHeader, withTimeout } from 'mdctx';
import { createServer } from 'nice-grpc';
appendToOutgoingContext('k', 'v');
async function f(work) { const [ctx, cancel] = withTimeout(5); await run(ctx, work); if (work.done) cancel(); }
function* names() { yield current(); }
for (const name of run(ctx, names)) f(name);
const server = createServer();
client.rpc(req, current());
server.add(Def, { async hello() { setTimeout(() => client.rpc(req), 5); return {}; } });
server.add(Def, { async *list() { yield 1; setHeader(md); } });
`;
const expected = [
  '3 mdctx/no-unused-context',
  '4 mdctx/no-lost-cancel',
  '6 mdctx/no-unbound-generator',
  '7 mdctx/no-plain-runtime',
  '8 mdctx/no-context-in-options',
  '9 mdctx/no-work-after-call',
  '10 mdctx/no-silent-late-header',
];

describe('mdctx/eslint-plugin', () => {
  it('has all of its rules in its recommended configuration, and its version is that of the package', () => {
    const names = Object.keys(plugin.rules).map((name) => `mdctx/${name}`);
    expect(Object.keys(plugin.configs.recommended.rules ?? {})).toEqual(names);
    expect(names).toHaveLength(7);
    expect(plugin.meta).toEqual({ name: 'mdctx', version: manifest.version });
  });

  it.each(Object.entries(plugin.rules))('%s says in each message what to write', (_, rule) => {
    const { meta } = rule;
    const { suggestion, ...messages } = meta?.messages ?? {};
    expect(suggestion).toBe('{{text}}');
    for (const message of Object.values(messages))
      expect(message).toMatch(/Write `|Give it to|Import it from|write `|Give `/);
  });

  it.each([
    ['10', ESLint],
    ['9', ESLint9],
  ])('finds each mistake under ESLint %s with nothing but configs.recommended', async (major, Tool) => {
    expect(Tool.version).toMatch(new RegExp(`^${major}\\.`));
    const tool = new Tool({ overrideConfigFile: true, overrideConfig: plugin.configs.recommended as never });
    const [result] = await tool.lintText(mistakes);
    expect(result?.messages.map(({ line, ruleId }) => `${line} ${ruleId}`)).toEqual(expected);
  });

  it('is its own default export, so that each way of importing it gives one object', () => {
    expect(plugin.default).toBe(plugin.configs.recommended.plugins?.mdctx);
    expect(require('../../lib/eslint-plugin')).toBe(plugin.default);
  });

  it('may be named beside its recommended configuration', async () => {
    const config = [{ plugins: { mdctx: plugin.default } }, plugin.configs.recommended];
    const tool = new ESLint({ overrideConfigFile: true, overrideConfig: config });
    expect((await tool.lintText(mistakes))[0]?.messages).toHaveLength(expected.length);
  });
});

describe('mdctx/eslint-plugin under oxlint', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mdctx-oxlint-')));
  beforeAll(mustBeBuilt);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds each mistake, without types', async () => {
    const rules = plugin.configs.recommended.rules;
    const jsPlugins = [join(root, 'dist', 'eslint-plugin', 'index.js')];
    writeFileSync(
      join(folder, 'oxlint.json'),
      JSON.stringify({ jsPlugins, rules, categories: { correctness: 'off' } }),
    );
    writeFileSync(join(folder, 'mistakes.ts'), mistakes);
    const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const args = [oxlint, '-c', 'oxlint.json', '--format=json', 'mistakes.ts'];
    const told = await node(args, folder).then(
      ({ stdout }) => stdout,
      (error: Error) => error.message,
    );
    const { diagnostics } = JSON.parse(told.slice(told.indexOf('{'), told.lastIndexOf('}') + 1));
    const found = diagnostics.map(
      ({ code, labels }: { code: string; labels: { span: { line: number } }[] }) => {
        return `${labels[0]?.span.line} ${code.replace(/^(.*)\((.*)\)$/, '$1/$2')}`;
      },
    );
    expect(found.sort((a: string, b: string) => parseInt(a, 10) - parseInt(b, 10))).toEqual(expected);
  });
});
