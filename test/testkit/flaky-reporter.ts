import type { Reporter, TestCase } from "vitest/node";

/** Tells at the end which tests passed at a second attempt alone, and how the first one failed (`--retry.count=1`). */
export class FlakyReporter implements Reporter {
  readonly #flaky: TestCase[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky === true) this.#flaky.push(test);
  }

  onTestRunEnd(): void {
    if (this.#flaky.length === 0) return;
    const tests = this.#flaky.map((test) => {
      const errors = test.result().errors ?? [];
      return [`${test.module.relativeModuleId} > ${test.fullName}`, ...errors.map(({ stack }) => stack)].join("\n");
    });
    process.stdout.write(
      `\nPassed at the second attempt, by a defect of the test or of the code:\n${tests.join("\n")}\n`,
    );
  }
}
