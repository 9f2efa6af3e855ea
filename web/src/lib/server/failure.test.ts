import { person } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DomainError } from '#lib/domain-error.ts';
import { failureOf } from './failure.ts';
import { makeTestHouse, type TestHouse } from './test-house.fixture.ts';

let house: TestHouse;
beforeAll(async () => {
	house = await makeTestHouse();
});
afterAll(() => house?.close());

const thrown = (name: string) => house.owner.db.select().from(person).where(eq(person.name, name)).then(() => undefined, (error: unknown) => error);

it('a text that no table takes is the sender’s fault, with a status that says so', async () => {
	expect(failureOf(await thrown('Eva\0'))).toMatchObject({ code: 'bad-input', status: 422 });
});

it('anything else that is no refusal is ours', () => {
	expect(failureOf(new Error('x', { cause: new Error('y') }))).toBeUndefined();
	expect(failureOf(new DomainError('no such code'))).toBeUndefined();
	expect(failureOf(undefined)).toBeUndefined();
});
