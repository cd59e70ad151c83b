import { cases } from './cases';
import { differential } from './suites/differential';
import { programs } from './suites/programs';
import { goPrograms } from './support/go-build';
import { LinePeer } from './support/line-peer';
import { type Finding, Observer } from './support/observe';
import { committedPage, pageOf, undated, writePage } from './support/table';
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
const extras = [programs()];

it('docs/parity.md is what this run gave', async () => {
  const versions = { ...(await peer.ask<Record<string, string>>('hello')) };
  const page = pageOf(findings, versions, extras, new Date().toISOString().slice(0, 10));
  if (writing) writePage(page);
  expect(undated(committedPage())).toBe(undated(page));
});
