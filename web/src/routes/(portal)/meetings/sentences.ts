/** The sentence behind every code a schema or the store may put at a field. */
import { m } from '#lib/paraglide/messages.js';

const sentences: Record<string, () => string> = {
	'title': m.meetings_field_title_short,
	'title-long': m.meetings_field_title_long,
	'choice': m.meetings_field_choice,
	'day': m.meetings_field_day,
	'time': m.meetings_field_time,
	'time-missing': m.meetings_field_time_missing,
	'zone': m.meetings_field_zone,
	'minutes': m.meetings_field_minutes,
	'until': m.meetings_field_until,
	'until-before': m.meetings_field_until_before,
	'hosts': m.meetings_field_hosts,
	'people': m.meetings_field_people,
	'too-many': m.meetings_field_too_many,
	'watch': m.meetings_field_watch,
	'note-long': m.meetings_field_note_long,
	'reason-long': m.meetings_field_reason_long,
	'until-far': m.meetings_field_until_far,
	'kind-forbidden': m.meetings_field_kind_forbidden,
	'series-clash': m.meetings_field_series_clash,
	'label': m.meetings_field_label,
	'days': m.meetings_field_days,
	'name': m.meetings_field_name,
	'name-long': m.meetings_field_name_long
};

/** What to say at a field; undefined when nothing is wrong with it. */
export function sentence(code: string | undefined): string | undefined {
	if (code === undefined) return undefined;
	return (sentences[code] ?? m.meetings_field_choice)();
}
