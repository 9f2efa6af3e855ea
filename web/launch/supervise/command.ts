import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { Failure } from '../setup/failure.mjs';
import { cloneFolder } from '../setup/machine.mjs';

/** Runs one of our command-line tools to its end and answers with what it printed. Its error line becomes the {@link Failure}. */
export async function command(file: string, args: string[], env: NodeJS.ProcessEnv): Promise<string> {
	try {
		const { stdout } = await promisify(execFile)(process.execPath, [join(cloneFolder, file), ...args], { cwd: cloneFolder, env: { ...process.env, ...env } });
		return stdout.trimEnd();
	} catch (error) {
		const said = v.is(v.object({ stderr: v.string() }), error) ? error.stderr.trim() : String(error);
		throw new Failure(said === '' ? `${file} ${args.join(' ')} failed without saying why.` : said);
	}
}
