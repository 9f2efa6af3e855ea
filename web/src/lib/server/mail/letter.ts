/** What our mails look like: plain text, and the same as simple HTML. Nothing is fetched from anywhere when it is opened, and nothing is counted. */

export interface Letter {
	locale: 'cs' | 'en';
	heading: string;
	paragraphs: readonly string[];
	/** Lines below them, one thing each. */
	list?: readonly string[];
	/** The one thing to do; its address stands in the text too. */
	link?: { label: string; href: string };
	/** Why the reader gets this mail, and from whom. */
	reason: string;
}

/** Plain text and HTML of a letter; every part is escaped. */
export function writeLetter(letter: Letter): { text: string; html: string } {
	return { text: asText(letter), html: asHtml(letter) };
}

function asText({ heading, paragraphs, list = [], link, reason }: Letter): string {
	const action = link ? [`${link.label}:\n${link.href}`] : [];
	// "-- " and what follows is a signature for mail programs (RFC 3676 §4.3).
	const lines = list.length > 0 ? [list.join('\n')] : [];
	return `${[heading, ...paragraphs, ...lines, ...action].join('\n\n')}\n\n-- \n${reason}\n`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

// Styles stand at the elements: mail programs drop style sheets.
const BODY = 'margin:0;padding:24px;background:#ffffff;color:#1b2430;font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif';
const BUTTON = 'display:inline-block;padding:12px 20px;border-radius:8px;background:#0b5c8a;color:#ffffff;text-decoration:none;font-weight:600';
const SMALL = 'margin-top:32px;padding-top:16px;border-top:1px solid #c9d2dc;color:#55616f;font-size:14px';

function asHtml({ locale, heading, paragraphs, list = [], link, reason }: Letter): string {
	const href = link ? escape(link.href) : '';
	const action = link ? `<p><a href="${href}" style="${escape(BUTTON)}">${escape(link.label)}</a></p><p style="font-size:14px;word-break:break-all">${href}</p>` : '';
	const lines = list.length > 0 ? `<ul style="padding-left:20px">${list.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>` : '';
	const body = paragraphs.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('') + lines;
	return (
		`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(heading)}</title></head>` +
		`<body style="${escape(BODY)}"><div style="max-width:560px;margin:0 auto"><h1 style="font-size:22px">${escape(heading)}</h1>${body}${action}<p style="${escape(SMALL)}">${escape(reason)}</p></div></body></html>`
	);
}
