/** When each item is likely to come: from the start, by the minutes that were planned. What was withdrawn takes no time. Instants in ms. */
export function planOf({ startsAt, items }: { startsAt: number; items: readonly { id: string; plannedMinutes: number; state: string }[] }): Map<string, number> {
	const times = new Map<string, number>();
	let at = startsAt;
	for (const { id, plannedMinutes, state } of items) {
		if (state === 'withdrawn') continue;
		times.set(id, at);
		at += plannedMinutes * 60_000;
	}
	return times;
}
