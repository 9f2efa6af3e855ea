export type Segment = { text: string; href: string | null };

const address = /\b(?:https?:\/\/|www\.)[^\s<>"'„“”]+/giu;

/**
 * Cuts a message into text and links. Only http and https become links; the interface shows the segments as text nodes and never as markup,
 * so a message cannot bring its own.
 */
export function linkSegments(message: string): Segment[] {
	const segments: Segment[] = [];
	let last = 0;
	for (const match of message.matchAll(address)) {
		const text = withoutClosing(match[0]);
		const href = safeHref(text);
		if (href === null) continue;
		if (match.index > last) segments.push({ text: message.slice(last, match.index), href: null });
		segments.push({ text, href });
		last = match.index + text.length;
	}
	if (last < message.length) segments.push({ text: message.slice(last), href: null });
	return segments;
}

/** A full stop or a bracket behind an address belongs to the sentence. */
function withoutClosing(text: string): string {
	let end = text.length;
	while (end > 0 && /[.,;:!?)\]}]/.test(text.charAt(end - 1))) {
		const opening = { ')': '(', ']': '[', '}': '{' }[text.charAt(end - 1)];
		if (opening && count(text.slice(0, end), opening) >= count(text.slice(0, end), text.charAt(end - 1))) break;
		end--;
	}
	return text.slice(0, end);
}

const count = (text: string, letter: string) => text.split(letter).length - 1;

function safeHref(text: string): string | null {
	const url = URL.parse(/^www\./i.test(text) ? `https://${text}` : text);
	if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
	// `https://bank.cz@evil.example/` looks like one place and leads to another.
	if (url.username || url.password) return null;
	return url.hostname.includes('.') || url.hostname === 'localhost' ? url.href : null;
}
