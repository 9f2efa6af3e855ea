/** What is hashed of the log, byte for byte; the migration `log_of_what_was_done` says the same in SQL, and a check compares the two. */
import { createHash } from 'node:crypto';

/** An entry as PostgreSQL writes its columns as text; the hash in hexadecimal. */
export interface EntryText {
	id: string;
	/** UTC with microseconds: `2026-11-22T21:05:07.123456Z`. */
	at: string;
	action: string;
	outcome: string;
	actor_kind: string;
	object_kind: string | null;
	object_id: string | null;
	organisation_id: string | null;
	request_id: string | null;
	detail: string | null;
	personal_hash: string;
}

/** The erasable half of an entry, as text. */
export interface PersonalText {
	person: string | null;
	represented: string | null;
	affiliation: string | null;
	substitution: string | null;
	name: string | null;
	represented_name: string | null;
	address: string | null;
	user_agent: string | null;
	personal_detail: string | null;
	subjects: string | null;
}

/** Fields one after another, each with its length in bytes before it, `-` for none: no two lists give the same text. */
export function encodeFields(fields: readonly (string | null)[]): string {
	return fields.map((field) => `${field === null ? '-' : `${Buffer.byteLength(field)}:${field}`},`).join('');
}

/** SHA-256 over salt and personal fields, hexadecimal. */
export function personalHash(salt: string, personal: PersonalText): string {
	const { person, represented, affiliation, substitution, name, represented_name, address, user_agent, personal_detail, subjects } = personal;
	const fields = encodeFields([person, represented, affiliation, substitution, name, represented_name, address, user_agent, personal_detail, subjects]);
	return createHash('sha256').update(Buffer.from(salt, 'hex')).update(fields).digest('hex');
}

/** Hash of a link: SHA-256 over the hash before it and the entry; hexadecimal, both. */
export function linkHash(before: string, entry: EntryText): string {
	const { id, at, action, outcome, actor_kind, object_kind, object_id, organisation_id, request_id, detail, personal_hash } = entry;
	const fields = encodeFields([id, at, action, outcome, actor_kind, object_kind, object_id, organisation_id, request_id, detail, personal_hash]);
	return createHash('sha256').update(Buffer.from(before, 'hex')).update(fields).digest('hex');
}

/** What the first link stands on: nobody can begin another log under the same id, or this one under another id. */
export const chainStart = (log: string): string => createHash('sha256').update(`sal log ${log}`).digest('hex');
