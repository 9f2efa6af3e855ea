/** Px from the end that still count as the end: zoomed pages scroll to fractions of a pixel, and a line half seen is read. */
const NEAR = 24;

/** Does this reader stand at the end of a list, and so want to see what comes? Lengths in CSS px, as an element gives them. */
export function atEnd({ scrollTop, scrollHeight, clientHeight }: { scrollTop: number; scrollHeight: number; clientHeight: number }): boolean {
	return scrollHeight - scrollTop - clientHeight <= NEAR;
}
