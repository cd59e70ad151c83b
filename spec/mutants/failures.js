const { appendFileSync } = require('node:fs');

/** A reporter of jest's that writes which specs fail as soon as they do: with `--bail`, jest writes no report of its own. */
module.exports = class {
  onTestResult(test, { numFailingTests, testExecError }) {
    if (numFailingTests > 0 || testExecError) appendFileSync(process.env.FAILURES, `${test.path}\n`);
  }
};
