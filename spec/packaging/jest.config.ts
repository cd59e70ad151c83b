import type { Config } from 'jest';

const config: Config = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/spec/packaging'],
  testMatch: ['<rootDir>/spec/packaging/**/*.packaging.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testTimeout: 180_000,
  maxWorkers: 2,
  globalSetup: '<rootDir>/spec/packaging/support/pack.ts',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } },
    ],
  },
};

module.exports = config;
