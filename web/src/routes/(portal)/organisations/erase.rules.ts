export interface EraseQuestion {
	/** Whoever asks administers every place of the person, and could give every role of theirs. */
	manages: boolean;
	/** It is they. */
	self: boolean;
	/** Whoever asks acts in somebody's place. */
	deputy: boolean;
	disabled: boolean;
	erased: boolean;
	/** Of how many meetings, running or to come, the person is the only host. */
	hostsAlone: number;
}

/**
 * The code of why a person is not erased; null: they are. Nobody erases themself, so that two people see it; an account is disabled first, so that
 * one slip erases nobody; and a meeting is not left without anybody who may open it.
 */
export function eraseProblem({ manages, self, deputy, disabled, erased, hostsAlone }: EraseQuestion): string | null {
	if (erased) return 'not-found';
	if (!manages || deputy) return 'organisations-person-beyond';
	if (self) return 'organisations-oneself';
	if (!disabled) return 'organisations-erase-disable-first';
	return hostsAlone > 0 ? 'organisations-erase-hosts' : null;
}
