export { certificate } from '../examples/support/certificate';
