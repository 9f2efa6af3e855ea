/**
 * The one direction of dependencies, as lint errors that say why and what to do instead.
 * Layers: e2e ▶ (browser, HTTP only) · web ▶ db, storage, sfu/protocol, sfu/token, sfu/control · sfu ▶ storage · db, storage ▶ nothing.
 */

/** @param {string[]} group @param {string} message */
const forbid = (group, message) => ({ group, message });

const web = forbid(['@sal/web', '@sal/web/*', '**/web/src/**', '**/web/front/**', '**/web/launch/**'], 'Nothing may import web/: it is the top of the house. Move what you share into the room that owns it, or talk over HTTP.');
const db = forbid(['@sal/db', '@sal/db/*', '**/db/src/**'], 'This room knows nothing of the database. Send a callback to the portal and let a store write it.');
const sfu = forbid(['@sal/sfu', '@sal/sfu/*', '**/sfu/src/**'], 'This room knows nothing of the media server. Let web/ bring the two together.');
const storage = forbid(['@sal/storage', '@sal/storage/*', '**/storage/src/**'], 'This room knows nothing of object storage. Let web/ bring the two together.');
const sfuInside = forbid(['@sal/sfu/*', '!@sal/sfu/protocol', '!@sal/sfu/token', '!@sal/sfu/control', '**/sfu/src/**'], 'Of the media server web/ sees only @sal/sfu/protocol, @sal/sfu/token and @sal/sfu/control.');
const otherRoomsByPath = forbid(['**/db/src/**', '**/storage/src/**', '**/sfu/src/**'], 'Reach another room by its package name (@sal/…), never by path: the package says what is public.');
/** Folders below `routes/(portal)` that are modules with a door. */
const modules = ['meetings', 'recordings', 'council'];
/** @param {string[]} closed */
const insideOf = (closed) =>
	forbid(
		closed.flatMap((module) => [`**/${module}/*`, `!**/${module}/index.server.ts`, `!**/${module}/index.ts`]),
		'A module reaches another only through its public doors, <module>/index.server.ts and, for components, <module>/index.ts. Export there what you need.'
	);
const io = forbid(
	['node:*', '$app/*', '$env/*', 'svelte', 'svelte/*', '@sal/db', '@sal/storage', '@sal/sfu/*', '#lib/server/*', '**/*.server.ts', 'drizzle-orm', 'drizzle-orm/*', 'postgres'],
	'Rules are pure: plain values in, a value or a DomainError out; `now` is an argument. Do the reading and writing in store.server.ts.'
);
const framework = forbid(['$app/*', '$env/*', 'svelte', 'svelte/*', '@sveltejs/*'], 'This file also runs under plain Node (jobs, command line): pass configuration in instead of importing it from the framework.');

/** @param {string[]} files @param {...{group: string[], message: string}} patterns @param {string[]} [ignores] */
const rule = (files, patterns, ignores = []) => ({ files, ignores, rules: { 'no-restricted-imports': ['error', { patterns }] } });

export const boundaries = [
	rule(['db/**/*.ts'], [web, sfu, storage]),
	rule(['storage/**/*.ts'], [web, sfu, db]),
	rule(['sfu/**/*.ts'], [web, db]),
	rule(['e2e/**/*.ts'], [web, db, storage, sfu]),
	rule(['web/**/*.ts', 'web/**/*.svelte'], [sfuInside, otherRoomsByPath]),
	...modules.map((module) => rule([`web/src/routes/(portal)/${module}/**`], [sfuInside, otherRoomsByPath, insideOf(modules.filter((other) => other !== module))])),
	rule(['web/src/routes/**/store.server.ts', 'web/src/lib/server/**/*.ts', 'web/src/jobs.ts', 'web/src/jobs/**/*.ts'], [sfuInside, otherRoomsByPath, framework]),
	rule(['web/src/routes/**/rules.ts', 'web/src/routes/**/*.rules.ts'], [io])
];
