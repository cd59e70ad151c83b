/**
 * What a server and a client are told to do. A Go program and mdctx play the same scripts, so that what they saw can
 * be compared. Strings of metadata and of messages have one character a byte.
 */

/** Metadata as both sides report it. */
export type Pairs = readonly string[];
export type Metadata = Readonly<Record<string, readonly string[]>>;

/** How a context is derived from the one at hand. */
export type Derive =
  | { readonly do: 'background' | 'cancelled' | 'withoutCancel' | 'nilPeer' }
  | { readonly do: 'fakeStream'; readonly label: string }
  | { readonly do: 'newIncoming' | 'newOutgoing'; readonly pairs?: Pairs; readonly md?: Metadata }
  | { readonly do: 'append'; readonly pairs: Pairs }
  | { readonly do: 'forward'; readonly key: string }
  | { readonly do: 'value'; readonly key: string; readonly text: string }
  | { readonly do: 'withCancel'; readonly label: string }
  | { readonly do: 'withTimeout'; readonly ns: number; readonly label?: string };

/** What a handler returns when it fails; `status` if no kind is named. */
type FailureKind = 'plain' | 'wrapped' | 'canceled' | 'deadline' | 'wrapped deadline' | 'details';

/** One thing that a script does; `as` names the note that keeps its result. */
export type Step = { readonly as?: string } & (
  | { readonly do: 'signal' | 'await' | 'cancel' | 'told' | 'trace'; readonly label: string }
  | { readonly do: 'incoming' | 'outgoing' | 'deadline' | 'err' | 'cause' | 'waitDone' | 'peer' | 'method' }
  | { readonly do: 'value' | 'echo'; readonly key: string }
  | { readonly do: 'derive'; readonly ctx: readonly Derive[] }
  | {
      readonly do: 'setHeader' | 'sendHeader' | 'setTrailer';
      readonly pairs?: Pairs;
      readonly md?: Metadata;
      readonly on?: 'stream';
      readonly mutate?: boolean;
    }
  | { readonly do: 'send' | 'reply' | 'suffix' | 'sendUntilEOF'; readonly text: string }
  | { readonly do: 'recv' | 'recvAll' | 'header' | 'trailer' | 'closeSend' }
  | {
      readonly do: 'fail';
      readonly kind?: FailureKind;
      readonly code?: number;
      readonly text?: string;
      readonly key?: string;
    }
  | { readonly do: 'spawn'; readonly steps: readonly Step[] }
  | { readonly do: 'call'; readonly call: Call & { readonly port: number }; readonly kind?: 'return error' }
  | { readonly do: 'next'; readonly times?: number; readonly kind?: 'ignore error' }
);

export type Method =
  | 'EmptyCall'
  | 'UnaryCall'
  | 'StreamingOutputCall'
  | 'StreamingInputCall'
  | 'FullDuplexCall'
  | `/${string}`
  | `${string}/`;

/** One RPC of a client. */
export interface Call {
  readonly method: Method;
  readonly ctx?: readonly Derive[];
  readonly text?: string;
  readonly steps?: readonly Step[];
  readonly meanwhile?: readonly Step[];
  readonly waitForReady?: boolean;
  readonly creds?: Creds;
}

/** A certificate for 127.0.0.1 that signs itself, and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Per-RPC credentials. */
export interface Creds {
  readonly values?: Readonly<Record<string, string>>;
  readonly secure?: boolean;
  readonly fail?: string;
  readonly code?: number;
  readonly echo?: boolean;
}

/** How a client connects. */
export interface Channel {
  readonly userAgent?: string;
  readonly maxHeaderList?: number;
  readonly serviceConfig?: string;
  readonly authority?: string;
  /** Whether calls note what OnFinish is told; grpc-go's always do. */
  readonly onFinish?: boolean;
  readonly tls?: Certificate;
  readonly base?: readonly Step[];
  readonly unary?: ReadonlyArray<readonly Step[]>;
  readonly stream?: ReadonlyArray<readonly Step[]>;
  readonly creds?: Creds;
  /** The default of its calls. */
  readonly waitForReady?: boolean;
  /** Whether the steps of a stream run in the context of the stream; grpc-go's always do. */
  readonly inStream?: boolean;
}

/** What a server does. */
export interface Serve {
  readonly methods: Readonly<Record<string, readonly Step[]>>;
  readonly base?: readonly Step[];
  readonly unary?: ReadonlyArray<readonly Step[]>;
  readonly stream?: ReadonlyArray<readonly Step[]>;
  readonly maxHeaderList?: number;
  readonly tls?: Certificate;
}

/** What an RPC left behind on its server. */
export interface Served {
  readonly method: string;
  readonly handled: boolean;
  readonly notes: Readonly<Record<string, unknown>>;
}

/** What a caller saw of an RPC. Header and trailer are `{untouched: [yes]}` where nothing filled them. */
export interface Outcome {
  readonly status: string;
  readonly header: Metadata | null;
  readonly trailer: Metadata | null;
  readonly peer: unknown;
  readonly reply: string;
  readonly finished: readonly unknown[];
  readonly notes: Readonly<Record<string, unknown>>;
}
