import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JobDefinition } from '#lib/server/job.ts';

const SOURCE = join(import.meta.dirname, '..');

/** The jobs of every module: whatever lies at `routes/(portal)/<module>/jobs.server.ts`. Throws when two have the same name. */
export async function collectJobs(source: string = SOURCE): Promise<JobDefinition[]> {
	const files: string[] = [];
	for await (const file of glob('routes/[(]portal[)]/*/jobs.server.ts', { cwd: source })) files.push(file);
	const jobs: JobDefinition[] = [];
	for (const file of files.toSorted()) {
		const module: { jobs?: JobDefinition[] } = await import(pathToFileURL(join(source, file)).href);
		if (!Array.isArray(module.jobs)) throw new Error(`${file} must export \`jobs\`, a list of definitions made by defineJob`);
		jobs.push(...module.jobs);
	}
	assertUnique(jobs);
	return jobs;
}

/** Two jobs of one name would take each other's work. */
export function assertUnique(jobs: Pick<JobDefinition, 'name'>[]): void {
	const names = jobs.map((job) => job.name);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice) throw new Error(`two jobs are called ${twice}: rename one`);
}
