import { type Engine, engineNames, grpcEngines } from '../client/engines';
import { isThere } from '../tools';
import type { ControlPlane } from '../xds/control-plane';
import { envoy } from './envoy';
import type { FrontKind } from './front';
import { haproxy } from './haproxy';
import { nginx } from './nginx';
import { roundRobin } from './round-robin';
import { xds } from './xds';

/** A front that a suite looks at. */
interface Row {
  readonly name: string;
  readonly kind: () => FrontKind;
  /** Those whose clients can go there. */
  readonly engines: readonly Engine[];
  /** Whether its program is not installed, which `npm run fleet` has said. */
  readonly skip: boolean;
}

/** All fronts. */
export function fronts(plane: () => ControlPlane): readonly Row[] {
  return [
    { name: roundRobin.name, kind: () => roundRobin, engines: grpcEngines, skip: false },
    { name: 'xDS', kind: () => xds(plane()), engines: grpcEngines, skip: false },
    { name: nginx.name, kind: () => nginx, engines: engineNames, skip: !isThere('nginx') },
    { name: haproxy.name, kind: () => haproxy, engines: engineNames, skip: !isThere('haproxy') },
    { name: envoy.name, kind: () => envoy, engines: engineNames, skip: !isThere('envoy') },
  ];
}
