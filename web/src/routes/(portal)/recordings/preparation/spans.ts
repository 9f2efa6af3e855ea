/** A stretch of the recording, milliseconds since its zero; `to` is not part of it. */
export interface Span {
	from: number;
	to: number;
}

/** Joins spans that touch or lie at most `distance` ms apart; the result is in order and free of overlaps. */
export function joinSpans(spans: readonly Span[], distance = 0): Span[] {
	const joined: Span[] = [];
	for (const span of [...spans].filter((s) => s.to > s.from).sort((a, b) => a.from - b.from)) {
		const last = joined.at(-1);
		if (last && span.from - last.to <= distance) last.to = Math.max(last.to, span.to);
		else joined.push({ ...span });
	}
	return joined;
}

/** What of `span` lies between `from` and `to`, or null. */
export function clip<S extends Span>(span: S, { from, to }: Span): S | null {
	const clipped = { ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) };
	return clipped.to > clipped.from ? clipped : null;
}

export function covers({ from, to }: Span, at: number): boolean {
	return at >= from && at < to;
}
