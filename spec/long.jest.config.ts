import type { Config } from 'jest';

const base: Config = require('../jest.config');

/** The specs that take minutes, for `npm run test:long`. */
const config: Config = {
  ...base,
  rootDir: '..',
  testMatch: [
    '<rootDir>/spec/promises/on-*.spec.ts',
    '<rootDir>/spec/promises/crowd.spec.ts',
    '<rootDir>/spec/interception/unsettled.spec.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/'],
};

// Not `export default`: Node >= 22.18 loads this file itself, as CommonJS.
module.exports = config;
