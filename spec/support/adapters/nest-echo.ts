import { Echo } from '../echo';

/**
 * The options of Nest by which its servers and clients have `Echo`: this file is the loader of what would be a proto file. Newer
 * lines take a definition as it is (`packageDefinition`); 9.0, the lowest that the package allows, does not.
 */
export const echoPackage = { package: 'test', protoPath: 'echo.proto', protoLoader: __filename };

/**
 * What Nest asks of a loader, which it loads by its file name.
 *
 * @public
 */
export function loadSync() {
  return { 'test.Echo': Echo };
}
