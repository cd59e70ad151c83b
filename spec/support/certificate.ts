export { type Certificate, certificate } from '../examples/support/certificate';
