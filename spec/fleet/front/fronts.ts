import { isThere } from '../tools';
import type { ControlPlane } from '../xds/control-plane';
import { envoy } from './envoy';
import type { FrontKind } from './front';
import { haproxy } from './haproxy';
import { nginx } from './nginx';
import { roundRobin } from './round-robin';
import { xds } from './xds';

/** All fronts. Those whose programs are not installed are to be skipped, which `npm run fleet` has said. */
export function fronts(plane: () => ControlPlane): { name: string; kind: () => FrontKind; skip: boolean }[] {
  return [
    { name: roundRobin.name, kind: () => roundRobin, skip: false },
    { name: 'xDS', kind: () => xds(plane()), skip: false },
    { name: nginx.name, kind: () => nginx, skip: !isThere('nginx') },
    { name: haproxy.name, kind: () => haproxy, skip: !isThere('haproxy') },
    { name: envoy.name, kind: () => envoy, skip: !isThere('envoy') },
  ];
}
