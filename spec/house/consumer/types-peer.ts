// A user's file: mdctx/peer.
import { expectTypeOf } from 'expect-type';
import type { Context } from 'mdctx/context';
import { type Addr, type AuthInfo, fromContext, newContext, Peer } from 'mdctx/peer';

const addr: Addr = { network: 'tcp', toString: () => '127.0.0.1:1' };

expectTypeOf(fromContext()).toEqualTypeOf<Peer | undefined>();
expectTypeOf(new Peer({ addr }).addr).toEqualTypeOf<Addr | undefined>();
expectTypeOf(new Peer().authInfo).toEqualTypeOf<AuthInfo | undefined>();
expectTypeOf(newContext(new Peer())).toEqualTypeOf<Context>();
expectTypeOf(newContext(undefined, new Peer({ addr: undefined }))).toEqualTypeOf<Context>();

// @ts-expect-error an address says its network
new Peer({ addr: { toString: () => '' } });
