/** One row of `npm run bench`'s table: within its bound when it is not above it. */
export interface Figure {
	figure: string;
	value: number;
	unit: string;
	bound?: number;
}

/** Of values in rising order, the one that `part` (0 to 1) of them do not exceed. */
export const percentile = (sorted: ArrayLike<number>, part: number): number => sorted[Math.ceil(sorted.length * part) - 1] ?? NaN;

/** Milliseconds that each of `rounds` calls took, in rising order; one more before them warms the connection and is not counted. */
export async function timed(rounds: number, work: () => Promise<void>): Promise<number[]> {
	const times: number[] = [];
	for (let round = 0; round <= rounds; round++) {
		const from = performance.now();
		await work();
		if (round > 0) times.push(performance.now() - from);
	}
	return times.sort((a, b) => a - b);
}

/** Median and p95 of times in rising order. @param bound of the p95, in milliseconds */
export const medianAndP95 = (figure: string, times: number[], bound: number): Figure[] => [
	{ figure: `${figure}: median`, value: percentile(times, 0.5), unit: 'ms' },
	{ figure: `${figure}: p95`, value: percentile(times, 0.95), unit: 'ms', bound }
];

interface Asked<Visitor> {
	/** What all figures are of, such as "search of 100000 recordings". */
	of: string;
	visitors: Record<string, Visitor>;
	/** As they stand in the address. */
	questions: Record<string, string>;
	rounds: number;
	/** Milliseconds. */
	bound: number;
	/** Answers with how many rows were found. */
	ask: (visitor: Visitor, question: URLSearchParams) => Promise<number>;
	/** Visitors who must find something with every question: else the bench does not measure what it says. */
	finds: (who: string) => boolean;
}

/** Asks every question as every visitor, prints how long each took, and sums up by visitor. */
export async function timeQuestions<Visitor>({ of, visitors, questions, rounds, bound, ask, finds }: Asked<Visitor>): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const [who, visitor] of Object.entries(visitors)) {
		const all: number[] = [];
		for (const [what, question] of Object.entries(questions)) {
			const own = await timed(rounds, async () => {
				const found = await ask(visitor, new URLSearchParams(question));
				if (found === 0 && finds(who)) throw new Error(`${who} finds nothing with: ${what}`);
			});
			console.log(`${who}, ${what}: median ${percentile(own, 0.5).toFixed(1)} ms, slowest ${percentile(own, 1).toFixed(1)} ms`);
			all.push(...own);
		}
		all.sort((a, b) => a - b);
		figures.push(...medianAndP95(`${of}, ${who}, ${all.length} searches`, all, bound));
	}
	return figures;
}
