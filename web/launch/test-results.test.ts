import { expect, test } from 'vitest';
import { add, judge, tallyPlaywright, tallyVitest } from './test-results.ts';

const vitest = (passed: number, failed: number, suites = failed) => ({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 0, numTodoTests: 0, numFailedTestSuites: suites });
const playwright = (expected: number, unexpected: number, flaky = 0) => ({ stats: { expected, unexpected, flaky, skipped: 0 } });

test.each([
	['all passed', { code: 0, report: vitest(3, 0), tally: tallyVitest }, [3, 0]],
	['some failed', { code: 1, report: vitest(3, 2), tally: tallyVitest }, [3, 2]],
	['a file that could not be loaded', { code: 1, report: vitest(3, 0, 1), tally: tallyVitest }, [3, 1]],
	['crashed after its tests', { code: 1, report: vitest(3, 0), tally: tallyVitest }, [3, 1]],
	['no report', { code: 0, report: null, tally: tallyVitest }, [0, 1]],
	['no tests', { code: 0, report: vitest(0, 0), tally: tallyVitest }, [0, 1]],
	['a browser test that passed only when repeated', { code: 0, report: playwright(4, 0, 1), tally: tallyPlaywright }, [4, 1]],
	['browser tests passed', { code: 0, report: playwright(4, 0), tally: tallyPlaywright }, [4, 0]]
])('%s', (_title, outcome, [passed, failed]) => {
	expect(judge(outcome)).toMatchObject({ passed, failed });
});

test('rooms are added up', () => {
	expect(add([{ passed: 1, failed: 0, skipped: 2 }, { passed: 3, failed: 4, skipped: 0 }])).toEqual({ passed: 4, failed: 4, skipped: 2 });
});
