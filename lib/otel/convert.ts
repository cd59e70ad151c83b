import type { Span } from '@opentelemetry/api';

/** Returns an attribute of `span`; `undefined` if it is not known. */
export function attributeOf(span: Span, name: string): unknown {
  // A span shows what was written to it only to exporters, whose interface is the SDK's.
  const attributes: unknown = Reflect.get(span, 'attributes');
  return typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, name) : undefined;
}
