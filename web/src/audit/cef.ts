/** An entry of the log as other systems read it: ArcSight's Common Event Format 0 inside a message of RFC 5424, framed by its length (RFC 5425 §4.3). */

/** What is handed over of an entry. */
export interface HandedEntry {
	seq: number;
	id: number;
	at: Date;
	action: string;
	outcome: 'done' | 'refused' | 'failed';
	actorKind: string;
	person: string | null;
	name: string | null;
	represented: string | null;
	address: string | null;
	objectKind: string | null;
	objectId: string | null;
	organisationId: string | null;
	requestId: string | null;
}

/** CEF's scale of 0 to 10. */
const severity = { done: 3, refused: 6, failed: 5 };
/** Facility 13 is "log audit", severity 5 "notice" (RFC 5424 §6.2.1). */
const PRIORITY = 13 * 8 + 5;

/** In the head a bar ends a field, so it and the backslash are escaped; a line break cannot stand there at all. */
export const escapeHead = (text: string): string => text.replaceAll(/[\\|]/g, '\\$&').replaceAll(/[\r\n]+/g, ' ');

/** In an extension's value the equals sign and the backslash are escaped, and a line break is written `\n` or `\r`. */
export const escapeValue = (text: string): string => text.replaceAll(/[\\=]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');

/** `CEF:0|Sál|Portal|1|role.granted|role.granted|3|…` */
export function cefOf(entry: HandedEntry): string {
	const extension: [string, string | null][] = [
		['rt', String(entry.at.getTime())],
		['externalId', String(entry.id)],
		['cn1Label', 'place in the chain'],
		['cn1', String(entry.seq)],
		['outcome', entry.outcome],
		['suid', entry.person],
		['suser', entry.name],
		['cs1Label', entry.represented === null ? null : 'in the place of'],
		['cs1', entry.represented],
		['src', entry.address],
		['cs2Label', entry.objectKind === null ? null : 'object'],
		['cs2', entry.objectKind === null ? null : `${entry.objectKind}/${entry.objectId ?? ''}`],
		['cs3Label', entry.organisationId === null ? null : 'organisation'],
		['cs3', entry.organisationId],
		['requestContext', entry.requestId],
		['cs4Label', 'kind of actor'],
		['cs4', entry.actorKind]
	];
	const head = ['CEF:0', 'Sal', 'Portal', '1', entry.action, entry.action, String(severity[entry.outcome])].map(escapeHead).join('|');
	return `${head}|${extension.flatMap(([key, value]) => (value === null ? [] : [`${key}=${escapeValue(value)}`])).join(' ')}`;
}

/** One framed message: the length in bytes, a space, and the message of RFC 5424, whose text begins with a byte order mark as UTF-8 wants it there. */
export function frameOf(entry: HandedEntry, host: string): Buffer {
	const message = Buffer.from(`<${PRIORITY}>1 ${entry.at.toISOString()} ${host} sal - ${entry.id} - \u{FEFF}${cefOf(entry)}`);
	return Buffer.concat([Buffer.from(`${message.length} `), message]);
}
