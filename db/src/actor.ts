/**
 * Who acts. Every store function runs inside `withActor(actor, …)`: one transaction that tells PostgreSQL who acts, so that row-level
 * security can answer even if the store forgets its guard.
 */
export type Role =
	| 'admin' // operator of the portal
	| 'office' // council office, secretary: creates sessions, hosts
	| 'chair'
	| 'member' // council member
	| 'clerk' // records clerk, archivist: all recordings of the organisation's subtree
	| 'clinician'
	| 'official' // municipality, mayor
	| 'staff';

export type Actor =
	| { kind: 'person'; person: string; organisation: string; role: Role }
	| { kind: 'guest'; guest: string; meeting: string }
	/** Someone with a recording link and nothing else. */
	| { kind: 'link'; link: string; recording: string }
	| { kind: 'public' }
	/** A background job or a callback of the media server, acting for the organisation that owns the thing. */
	| { kind: 'job'; organisation: string; name: string };
