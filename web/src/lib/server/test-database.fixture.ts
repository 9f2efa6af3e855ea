/** Where the servers of tests and benches stand: `npm test` and `npm run bench` start them and say so in the environment. */

/** @throws {Error} that says how to have the variable set */
export function needed(name: string): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run this with "npm test" or "npm run bench" at the root, which start the servers for it.`);
	return value;
}

/** The server that a variable names, with another database of it. */
export function inDatabase(variable: string, name: string): string {
	const url = new URL(needed(variable));
	url.pathname = `/${name}`;
	return url.href;
}
