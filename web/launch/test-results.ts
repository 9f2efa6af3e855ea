import * as v from 'valibot';

/** What a test runner has counted. */
export interface Tally {
	passed: number;
	failed: number;
	skipped: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const vitestReport = v.object({ numPassedTests: count, numFailedTests: count, numPendingTests: count, numTodoTests: count, numFailedTestSuites: count });
const playwrightReport = v.object({ stats: v.object({ expected: count, unexpected: count, flaky: count, skipped: count }) });

/** Reads vitest's JSON report. A file that could not even be loaded has no failed test in it, so it counts as one. */
export function tallyVitest(report: unknown): Tally {
	const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = v.parse(vitestReport, report);
	return { passed: numPassedTests, failed: numFailedTests || numFailedTestSuites, skipped: numPendingTests + numTodoTests };
}

/** Reads Playwright's JSON report. A test that passed only when repeated has failed. */
export function tallyPlaywright(report: unknown): Tally {
	const { expected, unexpected, flaky, skipped } = v.parse(playwrightReport, report).stats;
	return { passed: expected, failed: unexpected + flaky, skipped };
}

/**
 * The result of one runner: its own count, and one failure more when it ended badly though it counted none (it crashed, found no tests,
 * or left no report at all).
 */
export function judge({ code, report, tally }: { code: number; report: unknown; tally: (report: unknown) => Tally }): Tally {
	let counted: Tally = { passed: 0, failed: 0, skipped: 0 };
	let readable = true;
	try {
		counted = tally(report);
	} catch {
		readable = false;
	}
	const crashed = !readable || (code !== 0 && counted.failed === 0) || counted.passed + counted.failed === 0;
	return crashed ? { ...counted, failed: counted.failed + 1 } : counted;
}

export const add = (tallies: Tally[]): Tally =>
	tallies.reduce((sum, { passed, failed, skipped }) => ({ passed: sum.passed + passed, failed: sum.failed + failed, skipped: sum.skipped + skipped }), { passed: 0, failed: 0, skipped: 0 });
