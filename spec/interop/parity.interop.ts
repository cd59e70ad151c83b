import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from './cases';
import { differential } from './suites/differential';
import { grpclib } from './suites/grpclib';
import { programs } from './suites/programs';
import { goPrograms } from './support/go-build';
import { LinePeer } from './support/line-peer';
import { type Finding, Observer } from './support/observe';
import { committed, foundBy, undated, write } from './support/table';
import { writing } from './support/writing';

let peer: LinePeer;
let observer: Observer;
const findings: Finding[] = [];

beforeAll(() => {
  peer = new LinePeer(goPrograms().peer);
  observer = new Observer(peer);
}, 300_000);

afterAll(() => peer.stop());

describe('the cases of parity', () => {
  it.each(cases.map((one) => [one.id, one.title, one] as const))('%s %s', async (_id, _title, one) => {
    const finding = await observer.find(one);
    findings.push(finding);
    for (const [column, { verdict, got }] of Object.entries(finding.columns)) {
      if (verdict === 'WRONG') expect({ [column]: got }).toEqual({ [column]: finding.go });
    }
  });
});

differential(() => peer);
const extras = [programs(), grpclib()] as const;

/** The versions of the runtimes on this side. */
function installed(): Record<string, string> {
  const modules = join(__dirname, '..', '..', 'node_modules');
  const version = (name: string): string =>
    JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version;
  return {
    node: process.versions.node.split('.')[0] ?? '',
    '@grpc/grpc-js': version('@grpc/grpc-js'),
    'nice-grpc': version('nice-grpc'),
    '@connectrpc/connect': version('@connectrpc/connect'),
  };
}

it('docs/parity-cases.md is what this run gave', async () => {
  const python = await extras[1].versions();
  const versions = { ...(await peer.ask<Record<string, string>>('hello')), ...python, ...installed() };
  const found = foundBy(findings, versions, extras, new Date().toISOString().slice(0, 10));
  if (writing) write(found);
  expect(undated(committed())).toBe(undated(found));
});
