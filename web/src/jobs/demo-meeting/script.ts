/** Who is in the demo region's past meeting, and who speaks when. Times are seconds since the recording's start. */

export interface Turn {
	from: number;
	to: number;
}

export interface Part {
	/** Account of the demo region. */
	email: string;
	/** Background of the card, and of the circle with the initials. */
	colours: { card: string; disc: string };
	voice: { pitch: number; seed: number };
	joinsAt: number;
	turns: Turn[];
}

export const LENGTH_SECONDS = 76;

export const parts: Part[] = [
	{
		email: 'predsedajici@demo.sal.test',
		colours: { card: '0x1d3557', disc: '0x457b9d' },
		voice: { pitch: 112, seed: 7 },
		joinsAt: 0,
		turns: [{ from: 1, to: 15 }, { from: 30, to: 34 }, { from: 63, to: 72 }]
	},
	{
		email: 'novakova@demo.sal.test',
		colours: { card: '0x3d2c4e', disc: '0x8e6aa8' },
		voice: { pitch: 205, seed: 11 },
		joinsAt: 0,
		turns: [{ from: 16, to: 29 }, { from: 50, to: 52 }]
	},
	{
		email: 'kucerova@demo.sal.test',
		colours: { card: '0x1b4332', disc: '0x40916c' },
		voice: { pitch: 188, seed: 23 },
		joinsAt: 12,
		turns: [{ from: 35, to: 49 }, { from: 53, to: 62 }]
	}
];

/** `MUDr. Eva Kučerová` → `EK`: titles end in a dot. */
export function initials(name: string): string {
	const words = name.split(/\s+/).filter((word) => word !== '' && !word.endsWith('.'));
	return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? '').join('');
}

/** A part's turns on its own clock, which begins when it joins. */
export const ownTurns = ({ joinsAt, turns }: Pick<Part, 'joinsAt' | 'turns'>): Turn[] => turns.map(({ from, to }) => ({ from: from - joinsAt, to: to - joinsAt }));
