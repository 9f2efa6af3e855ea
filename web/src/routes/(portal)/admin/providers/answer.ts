/** What an action of this page answers. */
export interface Answer {
	values: Record<string, string>;
	errors: Record<string, string>;
	message: string | undefined;
	done: boolean;
}

export interface Choice {
	value: string;
	label: string;
}
