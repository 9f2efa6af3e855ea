/**
 * How fast a recording's access copy is made: a meeting of four people with 720p cameras, composed by the module's own code from real WebM
 * files on the local disk. Run by `npm run bench` (or `node web/bench/preparation.bench.ts [seconds]`); needs ffmpeg.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../src/routes/(portal)/recordings/preparation/compose.ts';
import { PRESET } from '../src/routes/(portal)/recordings/preparation/encode-slice.ts';
import { type FixtureTrack, joins, makePackage, speaks } from '../src/routes/(portal)/recordings/preparation/fixtures.ts';
import { buildTimeline } from '../src/routes/(portal)/recordings/preparation/timeline.ts';

const seconds = Number(process.argv[2] ?? 60);
/** The large picture changes at every turn, and each change begins a slice. */
const TURN_SECONDS = 15;
const fonts = '/usr/share/fonts/truetype/dejavu';

const people = ['Jana Nováková', 'Petr Žižka', 'Josef Šimek', 'Ivana Řeháková'].map((name, index) => ({ participant: `p${index}`, name }));
const tracks = people.flatMap((person, index): FixtureTrack[] => [
	{ ...person, source: 'camera', from: 0, seconds, size: { width: 1280, height: 720 } },
	{ ...person, source: 'microphone', from: 0, seconds, tone: 300 + index * 100 }
]);
const turns = Array.from({ length: Math.ceil(seconds / TURN_SECONDS) }, (_, turn) => speaks(turn * TURN_SECONDS * 1_000, people[turn % people.length]?.participant));

const folder = mkdtempSync(join(tmpdir(), 'sal-bench-'));
try {
	const { manifest, read } = makePackage({ folder, openedAt: Date.parse('2026-11-22T10:00:00Z'), durationMs: seconds * 1_000, tracks });
	const timeline = buildTimeline({ manifest, events: [...people.map(({ participant, name }) => joins(0, participant, name)), ...turns] });
	const from = performance.now();
	const { durationMs } = await compose({
		manifest, timeline, read, title: 'Měření', folder: join(folder, 'scratch'), signal: new AbortController().signal,
		words: { font: join(fonts, 'DejaVuSans.ttf'), boldFont: join(fonts, 'DejaVuSans-Bold.ttf'), paused: 'Pauza', empty: 'Nikdo', more: (count) => `+${count}` },
		progress: () => Promise.resolve()
	});
	const value = (performance.now() - from) / durationMs;
	console.log(JSON.stringify({ figures: [{ figure: `preparation of four people at 720p, x264 ${PRESET}, ${availableParallelism()} cores`, value, unit: 's of work per s of meeting', bound: 1 }] }));
} finally {
	rmSync(folder, { recursive: true, force: true });
}
