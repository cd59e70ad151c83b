import { filesUnder, root, textOf } from '../../support/sources';
import { day } from './drive';

describe('the port of the Go service', () => {
  it('does what the Go service did: day.json is of that', async () => {
    const args = ['-r', 'ts-node/register', 'spec/examples/port/main.ts'];
    expect(await day(process.execPath, args, root)).toEqual(
      JSON.parse(textOf('spec/examples/port/day.json')),
    );
  }, 60_000);
});

describe('the Go of the service in docs/service.md', () => {
  const page = textOf('docs/service.md');
  const fences = [...page.matchAll(/^```go\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const sources = filesUnder('spec/interop/go/port', '.go').map((path) =>
    textOf(path).replaceAll('\t', '    '),
  );

  it.each(fences)('is text of spec/interop/go/port: %s', (text) => {
    expect(sources.filter((source) => source.includes(text.trim()))).toHaveLength(1);
  });

  it('is of each file but the generated ones', () => {
    expect(fences).toHaveLength(
      filesUnder('spec/interop/go/port', '.go').filter((path) => !path.includes('/gen/')).length,
    );
  });
});
