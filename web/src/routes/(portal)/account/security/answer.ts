/** What an action of this page answers to the form of its part. */
export interface Answer {
	part: string;
	errors: Record<string, string>;
	message: string | undefined;
	done: boolean;
	/** To be shown once. */
	recoveryCodes: string[];
}
