import { cases } from './cases';
import { goPrograms } from './support/go-build';
import { LinePeer } from './support/line-peer';
import { type Finding, Observer } from './support/observe';

let peer: LinePeer;
let observer: Observer;
const findings: Finding[] = [];
const patience = 10_000; // ms, for one case

beforeAll(() => {
  peer = new LinePeer(goPrograms().peer);
  observer = new Observer(peer);
}, 300_000);

afterAll(() => peer.stop());

describe('parity with grpc-go', () => {
  it.each(cases.map((one) => [one.id, one.title, one] as const))(
    '%s %s',
    async (_id, _title, one) => {
      const finding = await observer.find(one);
      findings.push(finding);
      for (const [column, { verdict, got }] of Object.entries(finding.columns)) {
        if (verdict === 'WRONG') expect({ [column]: got }).toEqual({ [column]: finding.go });
      }
    },
    patience,
  );
});
