/** What the answers to an invitation promise. */

export interface Outlook {
	hall: number;
	remote: number;
	excused: number;
	silent: number;
	/** Members who must be present for the body to decide. */
	needed: number;
	/** Will it be able to? `yes`: those who have promised to come are enough; `open`: if enough of the silent ones come; `no`: not even then. */
	quorum: 'yes' | 'open' | 'no';
}

/** `answers`: of each member who sits in the body on that day; null: has not answered. */
export function outlook({ answers, needed }: { answers: readonly ('hall' | 'remote' | 'excused' | null)[]; needed: number }): Outlook {
	const count = (wanted: (typeof answers)[number]) => answers.filter((answer) => answer === wanted).length;
	const [hall, remote, excused, silent] = [count('hall'), count('remote'), count('excused'), count(null)];
	return { hall, remote, excused, silent, needed, quorum: hall + remote >= needed ? 'yes' : hall + remote + silent >= needed ? 'open' : 'no' };
}
