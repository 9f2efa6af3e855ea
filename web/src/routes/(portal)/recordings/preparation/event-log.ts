/**
 * The recording's event log: JSON Lines, one event per line, as the recorder wrote them (`RecordedEvent` of the media server).
 * Times become milliseconds since the recording's zero here and stay so.
 */
import * as v from 'valibot';

const eventSchema = v.object({
	at: v.pipe(v.number(), v.finite()),
	type: v.picklist(['joined', 'left', 'muted', 'unmuted', 'camera', 'screen', 'speaker', 'chat', 'hand', 'paused', 'resumed', 'layer', 'consent', 'gap', 'council']),
	participant: v.optional(v.string()),
	detail: v.optional(v.record(v.string(), v.unknown()), {})
});
export type LoggedEvent = v.InferOutput<typeof eventSchema>;

/**
 * Parses a log. A line that does not parse is left out: the log is evidence as it lies in the archive, and a picture
 * can still be made when one line of it is torn.
 */
export function parseEventLog({ text, openedAt }: { text: string; openedAt: number }): LoggedEvent[] {
	const events: LoggedEvent[] = [];
	for (const line of text.split('\n')) {
		const event = parseLine(line);
		if (event) events.push({ ...event, at: event.at - openedAt });
	}
	return events.sort((a, b) => a.at - b.at);
}

function parseLine(line: string): LoggedEvent | null {
	if (line.trim() === '') return null;
	try {
		const parsed = v.safeParse(eventSchema, JSON.parse(line));
		return parsed.success ? parsed.output : null;
	} catch {
		return null;
	}
}

/** A text of the event's detail without NUL, which no table takes; '' when it is not one. */
export function detailText(event: LoggedEvent, key: string): string {
	const value = event.detail[key];
	return typeof value === 'string' ? value.replaceAll('\0', '') : '';
}

/** A yes or no of the event's detail; null when it says neither. */
export function detailFlag(event: LoggedEvent, key: string): boolean | null {
	const value = event.detail[key];
	return typeof value === 'boolean' ? value : null;
}
