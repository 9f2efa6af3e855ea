/**
 * Something the operator can mend. Its message is one plain sentence that says what is wrong and what to do; the launcher prints it
 * and ends with code 1. Everything else that is thrown is a fault of ours.
 */
export class Failure extends Error {}

/** Turns what the system says about files and disks into a {@link Failure}; anything else comes back as it was. @param {unknown} error @param {string} place */
export function explain(error, place) {
	const code = /** @type {NodeJS.ErrnoException} */ (error)?.code;
	if (code === 'ENOSPC') return new Failure(`The disk that holds ${place} is full: free some space and start again.`);
	if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new Failure(`Sál may not write into ${place}: give this account the right to, or choose another folder (SAL_DATA, XDG_CACHE_HOME).`);
	if (code === 'ENOTDIR' || code === 'EEXIST') return new Failure(`A file lies where Sál needs a folder (${place}): move it away and start again.`);
	return error;
}
