/** A schema of protobuf-es, as far as it is told by. */
export interface MessageSchema {
  readonly kind: 'message';
  /** `package.Message` */
  readonly typeName: string;
}

/** The validator of `@bufbuild/protovalidate`, as far as it is used. */
export interface MessageValidator {
  validate(schema: never, message: never): object;
}

/** What came of validating a message. */
export type Validation =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly error: Error; readonly violations: readonly object[] }
  | { readonly kind: 'error'; readonly error: Error };
