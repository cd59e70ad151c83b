/** The part of a schema of protobuf-es by which it is recognized. */
export interface MessageSchema {
  readonly kind: 'message';
  /** `package.Message` */
  readonly typeName: string;
}

/** The part of the validator of `@bufbuild/protovalidate` that is used. */
export interface MessageValidator {
  validate(schema: never, message: never): object;
}

/** The result of validating a message. */
export type Validation =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly error: Error; readonly violations: readonly object[] }
  | { readonly kind: 'error'; readonly error: Error };
