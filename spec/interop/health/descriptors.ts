import { join } from 'node:path';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';

/** The package of the examples' greeter, as @grpc/proto-loader gives it. */
export function greeterPackage(): PackageDefinition {
  return loadSync(join(__dirname, '..', '..', 'examples', 'greeter.proto'));
}

/** Returns the descriptors of `definition` as a `google.protobuf.FileDescriptorSet`. */
export function descriptorSet(definition: PackageDefinition): Uint8Array {
  const files = new Map<string, Buffer>();
  for (const entry of Object.values(definition)) {
    if (!('fileDescriptorProtos' in entry) || !Array.isArray(entry.fileDescriptorProtos)) continue;
    for (const file of entry.fileDescriptorProtos) files.set(file.toString('latin1'), file);
  }
  const parts: Buffer[] = [];
  for (const file of files.values()) parts.push(Buffer.from([0x0a, ...varint(file.length)]), file);
  return Buffer.concat(parts);
}

function varint(n: number): number[] {
  return n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...varint(n >> 7)];
}
