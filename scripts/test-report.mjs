// A Vitest reporter: says why tests were skipped, and leaves the counts for `npm test` to add up.
import { writeFileSync } from 'node:fs';

export default class CountsReporter {
  /** @type {{ state: string, name: string, note: string | undefined }[]} */
  #seen = [];

  onTestRunEnd(modules, unhandledErrors, reason) {
    let failed = unhandledErrors.length;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      // A file that cannot even be loaded has no tests to fail.
      if (tests.length === 0 && module.state() === 'failed') failed++;
      for (const test of tests) {
        const { state, note } = test.result();
        this.#seen.push({ state, note, name: `${module.relativeModuleId} > ${test.fullName}` });
      }
    }
    const skipped = this.#seen.filter(({ state }) => state === 'skipped' || state === 'pending');
    for (const { name, note } of skipped) process.stdout.write(`skipped: ${name}${note === undefined ? '' : `: ${note}`}\n`);
    const count = (wanted) => this.#seen.filter(({ state }) => state === wanted).length;
    const counts = { passed: count('passed'), failed: failed + count('failed'), skipped: skipped.length, reason };
    const file = process.env.LOGSIFT_TEST_COUNTS;
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  }
}
