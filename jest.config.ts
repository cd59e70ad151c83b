import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/spec', '<rootDir>/lib'],
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  // spec/interop and spec/bench need more than `npm ci` gives; their own scripts run them with `--testPathIgnorePatterns`.
  // `npm run test:long` runs those that take minutes.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/spec/interop/',
    '<rootDir>/spec/bench/',
    '<rootDir>/spec/promises/on-',
    '<rootDir>/spec/promises/crowd.spec',
    '<rootDir>/spec/interception/unsettled',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '/\\.build/'],
  // The examples import the library as a user does; here the name means the sources.
  moduleNameMapper: { '^mdctx$': '<rootDir>/lib', '^mdctx/(.*)$': '<rootDir>/lib/$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
  reporters: ['default', '<rootDir>/spec/support/tally.js'],
  testTimeout: 60_000, // the machine may be busy
  maxWorkers: '100%', // two cores are two workers, where jest would keep one for itself
  coverageProvider: 'v8',
  collectCoverageFrom: ['lib/**/*.ts'],
};

// Not `export default`: Node >= 22.18 loads this file itself, as CommonJS.
module.exports = config;
