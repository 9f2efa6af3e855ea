import { may } from '#lib/permissions/decide.ts';
import { allowed, NOW, subject } from '#lib/permissions/subject.fixture.ts';
import { expect, it } from 'vitest';
import { permissions, THE_PORTAL } from './permissions.ts';

it.each([
	['health', 'admin auditor', 'admin'],
	['settle-callback', 'admin', 'admin'],
	['retry-job', 'admin', ''],
	['settings', 'admin auditor', 'admin'],
	['change-settings', 'admin', ''],
	['log', 'admin auditor administrator', 'admin auditor administrator'],
	['check-log', 'admin auditor', ''],
	['sign-in', 'admin administrator', 'admin administrator'],
	['sessions', 'admin administrator', 'admin administrator'],
	['roles', 'admin auditor administrator', 'admin administrator']
] as const)('%s: of the region %j, of a hospital %j', (action, top, part) => {
	const who = (at: 'region' | 'hospital') => allowed((standing) => may({ subject: subject(standing, at), action: permissions.actions[action], resource: THE_PORTAL, now: NOW }));
	expect([who('region'), who('hospital')]).toEqual([top, part]);
});
