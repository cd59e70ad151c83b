/**
 * One operation on metadata or a context. Numbers name earlier results of their kind, in order; an operation that makes
 * one appends it, and if it throws, an empty one. Metadata -1 is Go's nil. `spec/interop/go/vectors` does the same with grpc-go.
 */
export type Op =
  | { readonly op: 'SecondInterceptor' }
  | { readonly op: 'New' | 'Literal'; readonly init: Lists }
  | { readonly op: 'Pairs'; readonly kv: readonly string[] }
  | { readonly op: 'Join'; readonly mds: readonly number[] }
  | { readonly op: 'Copy' | 'Len' | 'String' | 'Inspect' | 'Show'; readonly md: number }
  | { readonly op: 'Get' | 'Delete'; readonly md: number; readonly key: string }
  | {
      readonly op: 'Set' | 'Append';
      readonly md: number;
      readonly key: string;
      readonly kv: readonly string[];
    }
  | { readonly op: 'Poke'; readonly list: number; readonly text: string }
  | { readonly op: 'NewIncomingContext' | 'NewOutgoingContext'; readonly ctx: number; readonly md: number }
  | { readonly op: 'AppendToOutgoingContext'; readonly ctx: number; readonly kv: readonly string[] }
  | { readonly op: 'FromIncomingContext' | 'FromOutgoingContext'; readonly ctx: number }
  | {
      readonly op: 'ValueFromIncomingContext' | 'ValueFromOutgoingContext';
      readonly ctx: number;
      readonly key: string;
    }
  | { readonly op: 'Background' | 'TODO' }
  | { readonly op: 'WithValue'; readonly ctx: number; readonly key: string; readonly text: string }
  | { readonly op: 'WithCancel' | 'WithCancelCause' | 'WithoutCancel'; readonly ctx: number }
  | { readonly op: 'WithDeadline' | 'WithTimeout'; readonly ctx: number; readonly ms: number }
  | {
      readonly op: 'WithDeadlineCause' | 'WithTimeoutCause';
      readonly ctx: number;
      readonly ms: number;
      readonly text: string;
    }
  | { readonly op: 'Cancel'; readonly ctx: number; readonly text: string }
  | { readonly op: 'Value'; readonly ctx: number; readonly key: string }
  | { readonly op: 'Err' | 'Cause' | 'Deadline' | 'CtxString' | 'AfterFunc'; readonly ctx: number }
  | { readonly op: 'Stop' | 'Ran'; readonly fn: number };

export type Lists = Readonly<Record<string, readonly string[]>>;

/** What a sequence gave: the result of each operation, and all metadata as it was in the end. */
export interface Replayed {
  readonly results: readonly unknown[];
  readonly mds: readonly Lists[];
}
