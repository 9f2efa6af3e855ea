import { credential } from '@sal/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { makeTestHouse, type TestHouse } from './test-house.fixture.ts';

let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

it('a failed query is logged with its place and reason, and without the values it was given', async () => {
	const lines: string[] = [];
	const log = createLog({ level: 'info', name: 'test' }, { write: (line) => void lines.push(line) });
	const stranger = crypto.randomUUID();
	const error: unknown = await house.owner.db.insert(credential).values({ personId: stranger, passwordHash: '$argon2id$hash-of-a-password' }).then(() => undefined, (reason: unknown) => reason);
	log.error({ id: 'request-1', err: error }, 'could not be written');
	const [line = ''] = lines;
	expect(JSON.parse(line)).toMatchObject({ id: 'request-1', err: { message: expect.stringContaining('insert into "credential"'), stack: expect.stringContaining('log.test.ts'), cause: { code: '23503' } } });
	expect(line).not.toContain('hash-of-a-password');
	expect(line).not.toContain(stranger);
});
