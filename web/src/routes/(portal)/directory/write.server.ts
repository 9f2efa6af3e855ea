/** Writes a plan, many rows at a time. Runs inside the caller's transaction; whatever goes wrong rolls all of it back. */
import { affiliation, organisation, person, roleGrant, type Tx } from '@sal/db';
import { sql, type SQL } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import type { OrganisationPlan, WrittenOrganisation } from './organisations.rules.ts';
import type { PeoplePlan, WrittenPerson, WrittenPlace } from './people.rules.ts';

const BATCH = 1_000;

interface Write<Plan> {
	tx: Tx;
	plan: Plan;
	/** Told after every batch how many rows of the database are written. */
	progress?: (done: number) => Promise<void>;
}

/** Writes the organisations of a plan. Versions of the tree are kept by a trigger. */
export async function writeOrganisations({ tx, plan, progress }: Write<OrganisationPlan>): Promise<void> {
	const step = stepper(progress);
	await vacateNames(tx, plan);
	// Level by level: whether a new one may be put in is asked of what lies above it.
	for (const level of plan.created) await inBatches(level, step, (batch) => tx.insert(organisation).values(batch));
	await inBatches(plan.changed, step, (batch) => updated(batch, changeOrganisations(batch), tx));
}

/** Writes the people of a plan, their places and grants. `grantedBy` null: the operator at the server itself. */
export async function writePeople({ tx, plan, grantedBy, note, progress }: Write<PeoplePlan> & { grantedBy: string | null; note: string }): Promise<void> {
	const step = stepper(progress);
	await vacateAddresses(tx, plan);
	await inBatches(plan.people.created, step, (batch) => tx.insert(person).values(batch));
	await inBatches(plan.people.changed, step, (batch) => updated(batch, changePeople(batch), tx));
	await inBatches(plan.places.created, step, (batch) => tx.insert(affiliation).values(batch));
	await inBatches(plan.places.changed, step, (batch) => updated(batch, changePlaces(batch), tx));
	await inBatches(plan.grants, step, (batch) => tx.insert(roleGrant).values(batch.map((grant) => ({ ...grant, grantedBy, note }))));
}

/**
 * Names and addresses are unique at every moment, also between two rows of one file: what one organisation or person of the file gives up
 * to another stands aside, as its id, until it is given its own new one.
 */
async function vacateNames(tx: Tx, { created, changed }: OrganisationPlan): Promise<void> {
	await vacate([...created.flat(), ...changed].filter(({ validUntil }) => validUntil === null), changed, (claims, movable) => tx.execute(sql`
		update organisation o set name = o.id::text from jsonb_to_recordset(${claims}::jsonb) as r(id uuid, "parentId" uuid, name text)
		where o.id <> r.id and o.parent_id = r."parentId" and o.name = r.name and o.valid_until is null and o.id = any(${movable}::uuid[])`));
}

async function vacateAddresses(tx: Tx, { people: { created, changed } }: PeoplePlan): Promise<void> {
	await vacate([...created, ...changed], changed, (claims, movable) => tx.execute(sql`
		update person p set email = p.id::text from jsonb_to_recordset(${claims}::jsonb) as r(id uuid, email text)
		where p.id <> r.id and lower(p.email) = lower(r.email) and p.id = any(${movable}::uuid[])`));
}

/** `movable`: as PostgreSQL writes an array. */
async function vacate(claiming: readonly object[], changed: readonly { id: string }[], write: (claims: string, movable: string) => PromiseLike<unknown>): Promise<void> {
	if (changed.length === 0) return;
	const movable = `{${changed.map(({ id }) => id).join(',')}}`;
	await inBatches(claiming, () => Promise.resolve(), (batch) => write(JSON.stringify(batch), movable));
}

type Step = (rows: number) => Promise<void>;

function stepper(progress: ((done: number) => Promise<void>) | undefined): Step {
	let done = 0;
	return async (rows) => {
		done += rows;
		await progress?.(done);
	};
}

async function inBatches<Row>(rows: readonly Row[], step: Step, write: (batch: Row[]) => PromiseLike<unknown>): Promise<void> {
	for (let at = 0; at < rows.length; at += BATCH) {
		const batch = rows.slice(at, at + BATCH);
		await write(batch);
		await step(batch.length);
	}
}

/** Row-level security hides what may not be changed, and changes less without a word. @throws {DomainError} `forbidden` */
async function updated(batch: readonly unknown[], change: SQL, tx: Tx): Promise<void> {
	const { count } = await tx.execute(change);
	if (count !== batch.length) throw new DomainError('forbidden');
}

const changeOrganisations = (batch: readonly WrittenOrganisation[]) => sql`
	update organisation o set parent_id = r."parentId", kind = r.kind, name = r.name, ico = r.ico, data_box = r."dataBox", address = r.address, valid_from = r."validFrom", valid_until = r."validUntil"
	from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as r(id uuid, "parentId" uuid, kind text, name text, ico text, "dataBox" text, address text, "validFrom" date, "validUntil" date) where o.id = r.id`;

const changePeople = (batch: readonly WrittenPerson[]) => sql`
	update person p set external_id = r."externalId", email = r.email, name = r.name, given_name = r."givenName", family_name = r."familyName"
	from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as r(id uuid, "externalId" text, email text, name text, "givenName" text, "familyName" text) where p.id = r.id`;

const changePlaces = (batch: readonly WrittenPlace[]) => sql`
	update affiliation a set position = r.position, valid_until = r."validUntil"
	from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as r(id uuid, position text, "validUntil" date) where a.id = r.id`;
