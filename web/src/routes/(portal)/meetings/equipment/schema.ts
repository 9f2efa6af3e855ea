import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';

export const kinds = ['whip', 'whep'] as const;

/** A device as a host describes it. */
export const equipmentSchema = v.object({
	kind: v.picklist(kinds, () => m.meetings_equipment_field_kind()),
	label: v.pipe(v.string(), v.trim(), v.minLength(2, () => m.meetings_equipment_field_label()), v.maxLength(60, () => m.meetings_equipment_field_label_long()))
});

export const equipmentIdSchema = v.object({ id: v.pipe(v.string(), v.uuid()) });
