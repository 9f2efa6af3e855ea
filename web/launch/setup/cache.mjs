import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from './failure.mjs';

const MAKING = '.making-';

/**
 * A tool kept in the cache under its name and version. What is there and works is used; what is there and does not work is made
 * again. It is made in a folder of its own and moved into place whole, so a second launcher or a power cut never sees half a tool.
 * @param {object} options
 * @param {string} options.cache
 * @param {string} options.name e.g. `minio-7aac2a2c5b7c`
 * @param {(folder: string) => Promise<boolean>} options.works
 * @param {(folder: string) => Promise<void>} options.make fills an empty folder
 * @returns {Promise<string>} the tool's folder
 */
export async function cached({ cache, name, works, make }) {
	const place = join(cache, name);
	if (existsSync(place) && (await works(place))) return place;
	sweep(cache);
	const making = join(cache, `${MAKING}${process.pid}-${name}`);
	try {
		rmSync(making, { recursive: true, force: true });
		mkdirSync(making, { recursive: true });
		await make(making);
		if (!(await works(making))) throw new Error(`${name} was made, but does not run`);
		// Whoever came first has won if it works; both copies are the same tool.
		if (existsSync(place) && (await works(place))) return place;
		rmSync(place, { recursive: true, force: true });
		renameSync(making, place);
		return place;
	} catch (error) {
		throw explain(error, cache);
	} finally {
		rmSync(making, { recursive: true, force: true });
	}
}

/** Removes what launchers that no longer run have left half-made. @param {string} cache */
function sweep(cache) {
	for (const entry of readdirSync(cache)) {
		const pid = entry.startsWith(MAKING) ? Number.parseInt(entry.slice(MAKING.length), 10) : NaN;
		if (Number.isNaN(pid) || alive(pid)) continue;
		rmSync(join(cache, entry), { recursive: true, force: true });
	}
}

/** @param {number} pid */
function alive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
	}
}
