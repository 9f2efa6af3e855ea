/** The kinds of notices under plain Node, for the jobs; pages have them from `#lib/notification-kinds.ts`. */
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { byId, type NotificationKind } from '#lib/notification-kind.ts';

const SOURCE = join(import.meta.dirname, '../..');
let collected: Promise<ReadonlyMap<string, NotificationKind>> | undefined;

/** What lies at `routes/(portal)/<module>/notifications.ts`, by id. Read once. @throws {Error} when two modules declare one kind */
export function collectKinds(): Promise<ReadonlyMap<string, NotificationKind>> {
	collected ??= readKinds();
	return collected;
}

async function readKinds(): Promise<ReadonlyMap<string, NotificationKind>> {
	const kinds: NotificationKind[] = [];
	for await (const file of glob('routes/[(]portal[)]/*/notifications.ts', { cwd: SOURCE })) {
		const module: { notifications?: NotificationKind[] } = await import(pathToFileURL(join(SOURCE, file)).href);
		if (!Array.isArray(module.notifications)) throw new Error(`${file} must export \`notifications\`, a list of kinds`);
		kinds.push(...module.notifications);
	}
	return byId(kinds);
}
