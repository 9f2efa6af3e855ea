/** Encoders and wall screens of a hall that are connected to a meeting. */
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';
import { person } from './identity.ts';
import { meeting } from './meetings.ts';

/** `whip`: sends picture and sound; `whep`: plays what the room shows. */
export type EquipmentKind = 'whip' | 'whep';

/** What one device shows to be let into one meeting. Its id is the participant's in the room. */
export const equipmentToken = pgTable(
	'equipment_token',
	{
		id: id(),
		meetingId: uuid()
			.notNull()
			.references(() => meeting.id, { onDelete: 'cascade' }),
		kind: text().$type<EquipmentKind>().notNull(),
		/** As it is called in the room: "Kamera sálu". */
		label: text().notNull(),
		/** SHA-256 (hex) of the bearer token. */
		tokenHash: text().notNull().unique(),
		createdBy: uuid().references(() => person.id),
		createdAt: instant().notNull().defaultNow(),
		lastUsedAt: instant(),
		revokedAt: instant(),
		revokedBy: uuid().references(() => person.id)
	},
	(t) => [index('equipment_token_meeting').on(t.meetingId), check('equipment_token_kind', sql`${t.kind} in ('whip','whep')`)]
);
