/** What an action of this page answers to the form of its part. */
export interface Answer {
	errors: Record<string, string>;
	message: string | undefined;
	done: boolean;
}
