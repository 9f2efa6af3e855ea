import { type APIResponse, expect, type Page } from '@playwright/test';
import postgres from 'postgres';
import { house } from './house.ts';
import { unique } from './meetings.ts';
import { people, type PersonKey } from './people.ts';

export interface CouncilSession {
	session: string;
	/** Title of the session. */
	title: string;
	/** Ids of the people who sit in the body. */
	ids: Partial<Record<PersonKey, string>>;
	body: string;
	/** Ids of all who sit in it, in the order of their seats. */
	members: string[];
}

interface Plan {
	/** The first presides, the second is their deputy. */
	seats: PersonKey[];
	/** Titles of the items, each with a proposal. */
	items?: string[];
	/** How many more people of the region sit in it. */
	others?: number;
	/** Mandates of the body, when there are more than people who sit. */
	mandates?: number;
	/** Without the public nothing is streamed. */
	inPublic?: boolean;
}

/** Posts a form of the portal as the page would; answers with where it leads. @throws when it was refused */
export async function post(page: Page, path: string, form: Record<string, string>): Promise<string> {
	const response = await page.request.post(path, { form, headers: { origin: house().origin, accept: 'application/json', 'x-sveltekit-action': 'true' } });
	return outcome(response, path);
}

async function outcome(response: APIResponse, path: string): Promise<string> {
	const answer = (await response.json()) as { type: string; location?: string };
	expect(answer.type, `${path}: ${JSON.stringify(answer)}`).toMatch(/^(success|redirect)$/);
	return answer.location ?? '';
}

const idIn = (location: string): string => {
	const id = /[0-9a-f-]{36}/.exec(location)?.[0];
	if (!id) throw new Error(`no id in ${location}`);
	return id;
};

/** A body of the region, and a session of it that is published and may begin now; the office (`office`: its signed-in page) makes all of it. */
export async function planSession(office: Page, { seats, items = ['Rozpočet kraje'], others = 0, mandates = seats.length + others, inPublic = true }: Plan): Promise<CouncilSession> {
	const { region, ids, members } = await known(seats, others);
	const title = unique('1. zasedání');
	const body = idIn(await post(office, '/council/bodies/new', { organisation: region, name: unique('Zastupitelstvo'), kind: 'regional-assembly', seats: String(mandates), ...(inPublic && { publicSessions: 'on' }) }));
	const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Prague' }).format(new Date());
	for (const [index, person] of members.entries()) {
		await post(office, `/council/bodies/${body}?/seat`, { person, office: index === 0 ? 'chair' : index === 1 ? 'deputy' : 'member', faction: '', validFrom: '2024-10-01', validUntil: '' });
	}
	const time = new Intl.DateTimeFormat('cs-CZ', { timeZone: 'Europe/Prague', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date());
	const session = idIn(await post(office, '/council/new', { body, number: '1', title, place: 'Sál zastupitelstva', day: today, time, minutes: '120', remote: 'on' }));
	for (const item of items) await post(office, `/council/${session}?/add`, { kind: 'business', title: item, rapporteurName: '', plannedMinutes: '10', proposal: `Zastupitelstvo schvaluje: ${item}.` });
	await post(office, `/council/${session}?/publish`, {});
	return { session, title, ids, body, members };
}

/** Which people of the demo these are, and which region they sit in; with so many others who work in it. */
async function known(seats: PersonKey[], others: number) {
	const sql = postgres(house().databaseOwnerUrl, { max: 1, onnotice: () => undefined });
	try {
		const rows = await sql<{ id: string; email: string }[]>`select id, email from person where email like '%@demo.sal.test'`;
		const idOf = (key: PersonKey) => rows.find(({ email }) => email === `${people[key].account}@demo.sal.test`)?.id;
		// Where the office works: the region whose bodies it keeps.
		const [place] = await sql<{ region: string }[]>`select o.path[1] as region from affiliation a join organisation o on o.id = a.organisation_id where a.person_id = ${idOf('secretary') ?? ''}`;
		if (!place) throw new Error('the office of the demo works nowhere');
		const named = seats.map((key) => idOf(key) ?? '');
		const more = await sql<{ id: string }[]>`
			select p.id from person p join affiliation a on a.person_id = p.id join organisation o on o.id = a.organisation_id where o.path[1] = ${place.region} and a.valid_until is null and p.disabled_at is null and p.id <> all (${named}::uuid[]) group by p.id order by p.id limit ${others}`;
		if (more.length < others) throw new Error(`the demo's region has only ${String(more.length)} other people`);
		return { region: place.region, ids: Object.fromEntries(seats.map((key) => [key, idOf(key)])), members: [...named, ...more.map(({ id }) => id)] };
	} finally {
		await sql.end();
	}
}
