// Counts what a CI run did, from its folder of reports: NAME.code holds a step's exit code, NAME.json the
// test runner's report where the step was a test run. Prints one line, exits with 1 if anything failed.
// Usage: node scripts/tally.mjs FOLDER
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const count = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

for (const name of readdirSync(folder).filter((file) => file.endsWith(".code"))) {
  const step = name.slice(0, -".code".length);
  const succeeded = readFileSync(join(folder, name), "utf8").trim() === "0";
  const tests = readReport(join(folder, `${step}.json`));
  const failedBefore = count.failed;
  for (const file of tests?.testResults ?? []) {
    for (const test of file.assertionResults) {
      if (test.status === "passed") count.passed++;
      else if (test.status === "failed") fail(`${step}: ${test.fullName}`);
      else count.skipped++;
    }
    // A file that could not be loaded has no tests to fail.
    const anyFailed = file.assertionResults.some((test) => test.status === "failed");
    if (file.status === "failed" && !anyFailed) fail(`${step}: ${file.name} ${file.message}`);
  }
  const lacksReport = step.startsWith("test") && !tests;
  if (!tests && succeeded && !lacksReport) count.passed++;
  // Whatever the report says: a step that ended badly is a failure.
  if ((!succeeded || lacksReport) && count.failed === failedBefore) fail(step);
}

function fail(what) {
  count.failed++;
  failures.push(what);
}

function readReport(path) {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined; // the step was stopped while it wrote; its exit code says so
  }
}

for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
