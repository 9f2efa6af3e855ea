/** Id of a data box (Act 300/2008 Coll.): seven letters and digits, written in lower case; undefined when `text` is none. */
export function parseDataBox(text: string): string | undefined {
	const id = text.trim().toLowerCase();
	return /^[a-z0-9]{7}$/.test(id) ? id : undefined;
}
