// A jest reporter: the last line of a run is `N passed, N failed`, for people in a hurry and for scripts.
// JavaScript, because jest loads a reporter without transforming it.

module.exports = class Tally {
  constructor(config) {
    this.silent = config.json && !config.outputFile; // then stdout is the JSON
  }

  onRunComplete(_contexts, results) {
    // A file that does not even load has no tests to count, and is a failure all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    if (this.silent) return;
    // Jest's own summary comes after every reporter.
    process.once('exit', () =>
      process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`),
    );
  }
};
