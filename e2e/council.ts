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
}

interface Plan {
	/** The first presides, the second is their deputy. */
	seats: PersonKey[];
	/** Titles of the items, each with a proposal. */
	items?: string[];
	/** Mandates of the body, when there are more than people who sit. */
	mandates?: number;
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
export async function planSession(office: Page, { seats, items = ['Rozpočet kraje'], mandates = seats.length }: Plan): Promise<CouncilSession> {
	const { region, ids } = await known(seats);
	const title = unique('1. zasedání');
	const body = idIn(await post(office, '/council/bodies/new', { organisation: region, name: unique('Zastupitelstvo'), kind: 'regional-assembly', seats: String(mandates), publicSessions: 'on' }));
	const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Prague' }).format(new Date());
	for (const [index, key] of seats.entries()) {
		await post(office, `/council/bodies/${body}?/seat`, { person: ids[key] ?? '', office: index === 0 ? 'chair' : index === 1 ? 'deputy' : 'member', faction: '', validFrom: '2024-10-01', validUntil: '' });
	}
	const time = new Intl.DateTimeFormat('cs-CZ', { timeZone: 'Europe/Prague', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date());
	const session = idIn(await post(office, '/council/new', { body, number: '1', title, place: 'Sál zastupitelstva', day: today, time, minutes: '120', remote: 'on' }));
	for (const item of items) await post(office, `/council/${session}?/add`, { kind: 'business', title: item, rapporteurName: '', plannedMinutes: '10', proposal: `Zastupitelstvo schvaluje: ${item}.` });
	await post(office, `/council/${session}?/publish`, {});
	return { session, title, ids, body };
}

/** Which people of the demo these are, and which region they sit in. */
async function known(seats: PersonKey[]) {
	const sql = postgres(house().databaseOwnerUrl, { max: 1, onnotice: () => undefined });
	try {
		const rows = await sql<{ id: string; email: string }[]>`select id, email from person where email like '%@demo.sal.test'`;
		const idOf = (key: PersonKey) => rows.find(({ email }) => email === `${people[key].account}@demo.sal.test`)?.id;
		// Where the office works: the region whose bodies it keeps.
		const [place] = await sql<{ region: string }[]>`select o.path[1] as region from affiliation a join organisation o on o.id = a.organisation_id where a.person_id = ${idOf('secretary') ?? ''}`;
		if (!place) throw new Error('the office of the demo works nowhere');
		return { region: place.region, ids: Object.fromEntries(seats.map((key) => [key, idOf(key)])) };
	} finally {
		await sql.end();
	}
}
