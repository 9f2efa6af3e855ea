/** What the permission engine speaks of. Plain values: the same in a store, in a test and on the page that explains a decision. */

import type { Grant } from '@sal/db';

export type { Grant } from '@sal/db';

export interface PersonSubject {
	kind: 'person';
	person: string;
	organisation: string;
	grants: readonly Grant[];
	/** Acting in the place of this person. */
	substitution?: { id: string; person: string } | undefined;
}

/** Who asks: every `Actor` of @sal/db is one. */
export type Subject = PersonSubject | { kind: 'guest' | 'link' | 'public' | 'job' };

/** What is asked about, as far as permission goes; the store that knows the thing says this of it. */
export interface Resource<R extends string = string, T extends string = string> {
	/** Path of the owning organisation from the root, itself last; empty for what belongs to nobody. */
	path: readonly string[];
	/** How the subject stands to it. */
	relations: readonly R[];
	/** What it is like. */
	traits: readonly T[];
}

/** Only where all of `when` hold of the resource, and none of `unless`. */
export interface Conditions<T extends string = string> {
	when?: readonly T[];
	unless?: readonly T[];
}

/**
 * How far a role reaches. `house`: exactly the organisation it was granted for. `subtree`: that and everything below. `root`: it was granted
 * at the top of a tree, whatever the thing is. `anywhere`: it is held at all; the page then shows what is the holder's.
 */
export type Reach = 'house' | 'subtree' | 'root' | 'anywhere';

/** One way to be allowed. */
export type Way<R extends string = string, T extends string = string> = Conditions<T> &
	(
		| { via: 'role'; role: string; reach: Reach }
		/** `with`: and holds this role, wherever it was granted. */
		| { via: 'relation'; relation: R; with?: string }
		/** Whoever is signed in. */
		| { via: 'account' }
		/** Everybody, where the resource has the trait `published`. */
		| { via: 'published' }
	);

export interface ActionDeclaration<R extends string = string, T extends string = string> {
	/** What is done, as a verb: shown in the matrix. */
	title: () => string;
	/** It changes nothing and shows what is kept here: auditors may do it, except where {@link ALWAYS_CLOSED} holds. */
	reads?: boolean;
	/** What is asked about, where it is no thing of the module: the portal as a whole, or an organisation. */
	of?: 'portal' | 'organisation';
	/** Nobody, whatever their role, while one of these holds. */
	never?: readonly T[];
	ways: readonly Way<R, T>[];
}

export interface Action<R extends string = string, T extends string = string> extends ActionDeclaration<R, T> {
	/** `<module>.<action>`. */
	id: string;
}

export interface Role {
	/** `<area>.<role>`. */
	id: string;
	title: () => string;
	/** What its holder does, in a sentence. */
	about: () => string;
	/** Roles whose holders may grant it, inside their own subtree. */
	grantedBy: readonly string[];
}

/** Why it is allowed. `for`: the subject acts in the place of this person. */
export type Because =
	| { kind: 'grant'; grant: Grant; reach: Reach; for: string | null }
	| { kind: 'relation'; relation: string; with: Grant | null; for: string | null }
	| { kind: 'account' }
	| { kind: 'published' };

/** Why it is not. */
export interface Refusal {
	kind: 'refused';
	/** Traits of the thing that close it to everybody. */
	closedBy: readonly string[];
	/** What would have done, with this thing as it is. */
	wanted: readonly Way[];
	/** Grants of a wanted role that do not hold (yet, any more) or lie elsewhere in the tree. */
	missed: readonly { grant: Grant; why: 'not-yet' | 'expired' | 'elsewhere' | 'not-for-deputies' }[];
}

export type Decision = { allowed: true; because: Because } | { allowed: false; because: Refusal };
