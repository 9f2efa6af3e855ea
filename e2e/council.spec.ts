/** A whole session of a council: from the invitation to the signed minutes and the sealed recording. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, expect, type Page } from '@playwright/test';
import { house } from './house.ts';
import { expectAccessible } from './accessible.ts';
import { addItem, callSession, foundBody } from './council-pages.ts';
import { test } from './journey.ts';
import { inviteGuest, unique } from './meetings.ts';
import { people, signIn } from './people.ts';
import { enter, expectRecordingStored, expectSeen, expectSeenAndHeard, expectSilence, more } from './room.ts';
import { phone, setUpCodes } from './second-factor.ts';

const quorum = (page: Page) => page.getByRole('region', { name: 'Prezence' }).getByRole('status');

test('a council meets: the agenda, the floor and the votes drive the room, and the recording proves it', async ({ browser }) => {
	test.setTimeout(900_000);
	const secretary = (await signIn(browser, 'secretary')).page;
	const chair = (await signIn(browser, 'presiding')).page;
	const first = (await signIn(browser, 'firstVerifier')).page;
	const second = (await signIn(browser, 'secondVerifier')).page;
	const remote = (await signIn(browser, 'remoteMember')).page;

	const name = unique('Výbor pro dopravu');
	const body = await test.step('the office founds the body and gives its seats', async () =>
		foundBody(secretary, {
			name, kind: 'výbor', seats: 5,
			members: [
				{ name: people.presiding.name, office: 'předseda' },
				{ name: people.firstVerifier.name, office: 'místopředseda' },
				{ name: people.secondVerifier.name, office: 'člen' },
				{ name: people.remoteMember.name, office: 'člen' }
			]
		}));

	const session = await test.step('calls a session with an agenda, and publishes it', async () => {
		const called = await callSession(secretary, { body, place: 'Zasedací síň B, 3. patro', at: new Date(Date.now() + 120_000) });
		await addItem(secretary, { title: 'Zahájení a program', kind: 'procedurální bod', proposal: 'Výbor schvaluje program.' });
		await addItem(secretary, { title: 'Oprava silnice u Štramberka', proposal: 'Výbor doporučuje opravu silnice za 5 000 000 Kč.' });
		await addItem(secretary, { title: 'Volba zapisovatele', kind: 'volba', proposal: '' });
		await addItem(secretary, { title: 'Soudní spor', proposal: 'Výbor bere na vědomí stav sporu.', closed: true });
		await secretary.getByRole('button', { name: 'Zveřejnit program a pozvat členy' }).click();
		await expect(secretary.getByText('zveřejněno').first()).toBeVisible();
		await expectAccessible(secretary, 'the session’s page');
		return called;
	});

	const citizen = await (await browser.newContext()).newPage();
	await test.step('the public reads the agenda and when it was published, without an account', async () => {
		await citizen.goto(`/sessions/${session.path.split('/').at(-1) ?? ''}`);
		await expect(citizen.getByRole('heading', { level: 1 })).toContainText(name);
		await expect(citizen.getByText(/^Program je zveřejněn od/)).toBeVisible();
		await expect(citizen.getByText('Přenos se na této stránce spustí sám')).toBeVisible();
	});

	await test.step('the chair opens it; members in the hall check in, and quorum follows on every screen', async () => {
		await chair.goto(`${session.path}/desk`);
		await expect(quorum(chair)).toHaveText('Přítomno 0 z 5, je třeba 3');
		await chair.getByRole('button', { name: 'Zahájit zasedání' }).click();
		await expect(chair.getByText('Orgán není usnášeníschopný')).toBeVisible();
		for (const page of [first, second]) {
			await page.goto(`${session.path}/seat`);
			await page.getByRole('button', { name: 'Jsem v sále' }).click();
			await expect(page.getByText('Jste přítomni v sále')).toBeVisible();
		}
		await expect(quorum(chair)).toHaveText('Přítomno 2 z 5, je třeba 3');
		await secretary.goto(`${session.path}/desk`);
		await secretary.getByRole('button', { name: new RegExp(`^Přišel.*${people.presiding.name}`) }).click();
		for (const page of [chair, secretary]) await expect(quorum(page)).toHaveText('Přítomno 3 z 5, usnášeníschopní (3)');
		await expectAccessible(chair, 'the desk');
	});

	const guestLink = await test.step('a member takes part from elsewhere, a guest and an interpreter wait outside until they are let in', async () => {
		await secretary.goto(`/meetings/${session.meeting}`);
		const links = [await inviteGuest(secretary, 'Projektantka'), await inviteGuest(secretary, 'Tlumočnice')];
		await remote.goto(`/meetings/${session.meeting}/room`);
		await enter(remote);
		await expect(quorum(chair)).toHaveText('Přítomno 4 z 5, usnášeníschopní (3)');
		return links;
	});
	const hall = await (await browser.newContext({ permissions: ['camera', 'microphone'], storageState: await chair.context().storageState() })).newPage();
	await hall.goto(`/meetings/${session.meeting}/room`);
	await enter(hall);
	const speaker = await guestIn(browser, guestLink[0] ?? '', 'Ing. Božena Šťovíčková', hall);
	const interpreter = await guestIn(browser, guestLink[1] ?? '', 'Bc. Lada Tlumočnice', hall);

	// The remote member votes on a phone, the wall shows what the hall sees.
	const seat = await (await browser.newContext({ viewport: { width: 390, height: 844 }, storageState: await remote.context().storageState() })).newPage();
	const wall = await (await browser.newContext({ viewport: { width: 1920, height: 1080 }, storageState: await secretary.context().storageState() })).newPage();
	await wall.goto(`${session.path}/projection`);

	await test.step('it is recorded, and everybody who is asked agrees', async () => {
		await more(hall, 'Spustit nahrávání', true);
		for (const page of [remote, speaker, interpreter]) await page.getByRole('button', { name: 'Souhlasím' }).click();
		await expectRecordingStored(hall);
	});

	await test.step('a remote member without a picture is failing, then absent; with the picture they are back', async () => {
		await remote.getByRole('button', { name: 'Vypnout kameru' }).click();
		const row = chair.getByRole('listitem').filter({ hasText: people.remoteMember.name });
		await expect(row).toContainText('výpadek spojení');
		await expect(row).toContainText('nepřítomen', { timeout: 60_000 });
		await expect(quorum(chair)).toHaveText('Přítomno 3 z 5, usnášeníschopní (3)');
		await remote.getByRole('button', { name: 'Zapnout kameru' }).click();
		await expect(row).toContainText('na dálku', { timeout: 30_000 });
		await expect(quorum(chair)).toHaveText('Přítomno 4 z 5, usnášeníschopní (3)');
	});

	await test.step('the agenda is approved, and the next item opened', async () => {
		await chair.getByRole('button', { name: 'Přejít k bodu 1: Zahájení a program' }).click();
		await chair.getByRole('button', { name: 'Program je schválen bez námitek' }).click();
		await chair.getByRole('button', { name: 'Přejít k bodu 2: Oprava silnice u Štramberka' }).click();
		for (const page of [first, second]) await expect(page.getByRole('heading', { level: 1 })).toHaveText('2. Oprava silnice u Štramberka');
	});

	await test.step('the stream starts on the public page by itself', async () => {
		await expect(citizen.getByRole('heading', { name: 'Co se právě děje' })).toBeVisible({ timeout: 40_000 });
		const start = citizen.getByRole('button', { name: 'Přehrát', exact: true }).first();
		await expect(citizen.getByText('Živě', { exact: true }).or(start)).toBeVisible({ timeout: 60_000 });
		if (await start.isVisible()) await start.click();
		await expect.poll(() => citizen.locator('video').evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames), { timeout: 40_000 }).toBeGreaterThan(25);
		await expect(citizen.getByText('2. Oprava silnice u Štramberka').first()).toBeVisible({ timeout: 20_000 });
	});

	await test.step('one press gives the floor: the remote member’s microphone opens, and only theirs', async () => {
		await hall.getByRole('toolbar', { name: 'Ovládání jednání' }).getByRole('button', { name: 'Ztlumit mikrofon' }).click();
		await expectSilence(speaker);
		await seat.goto(`${session.path}/seat`);
		await seat.getByRole('button', { name: 'Příspěvek do rozpravy' }).click();
		await first.getByRole('button', { name: 'Faktická poznámka' }).click();
		await chair.getByRole('button', { name: new RegExp(`^Udělit slovo.*${people.remoteMember.name}`) }).click();
		await expect(remote.getByRole('status').filter({ hasText: 'Máte slovo.' })).toBeVisible();
		await remote.getByRole('status').filter({ hasText: 'Máte slovo.' }).getByRole('button', { name: 'Zapnout mikrofon' }).click();
		await expectSeenAndHeard(speaker, 1);
		await seat.getByRole('button', { name: 'Domluvil jsem' }).click();
		await expectSilence(speaker);
	});

	await test.step('an amendment goes before the proposal; every screen shows the result, by keyboard too', async () => {
		await second.getByText('Podat návrh').click();
		await second.getByLabel('Text návrhu').fill('Částka se mění na 4 500 000 Kč.');
		await second.getByRole('button', { name: 'Podat', exact: true }).click();
		await chair.getByRole('button', { name: 'Vzít návrh usnesení z podkladů bodu' }).click();
		await expect(chair.getByText('Na řadě: Pozměňovací návrh')).toBeVisible();
		await openVote(chair);
		const amendment = 'Pozměňovací návrh: Oprava silnice u Štramberka';
		for (const page of [first, second, seat]) await expect(page.getByRole('heading', { name: amendment })).toBeVisible();
		await first.keyboard.press('1');
		await expect(first.getByText('Váš hlas: pro.')).toBeVisible();
		await second.keyboard.press('1');
		await seat.getByRole('button', { name: 'pro', exact: true }).press('Enter');
		await chair.getByRole('button', { name: 'proti', exact: true }).click();
		await expect(wall.getByText('Hlasovalo 4 z 4')).toBeVisible();
		await expectAccessible(first, 'the ballot');
		await closeVote(chair);
		for (const page of [first, second, seat, wall]) await expect(page.getByText('Přijato', { exact: true })).toBeVisible();
	});

	await test.step('the chair annuls a vote with a reason and repeats it; the proposal becomes a resolution', async () => {
		await openVote(chair);
		await expect(first.getByText('Ještě jste nehlasovali.')).toBeVisible();
		await first.keyboard.press('2');
		await expect(first.getByText('Váš hlas: proti.')).toBeVisible();
		await closeVote(chair);
		await chair.getByText('Zrušit toto hlasování').click();
		await chair.getByLabel(/^Důvod/).last().fill('Hlasovací zařízení v sále nesvítila.');
		await chair.getByRole('button', { name: 'Zrušit hlasování', exact: true }).click();
		await chair.getByRole('button', { name: 'Opakovat hlasování' }).click();
		for (const page of [first, second]) {
			await expect(page.getByText('Ještě jste nehlasovali.')).toBeVisible();
			await page.keyboard.press('1');
			await expect(page.getByText('Váš hlas: pro.')).toBeVisible();
		}
		await chair.getByRole('button', { name: 'pro', exact: true }).click();
		await closeVote(chair);
		await expect(wall.getByText('Přijato', { exact: true })).toBeVisible();
		await expectAccessible(wall, 'the wall with a result');
	});

	await test.step('a secret election: by keyboard, without a trace of who; every receipt is found counted', async () => {
		await chair.getByText('Volit z kandidátů').click();
		await chair.getByLabel('Koho nebo kam se volí').fill('Volba zapisovatelky');
		await chair.getByLabel('Kandidáti').fill(`${people.secretary.name}\n${people.clerk.name}`);
		await chair.getByRole('button', { name: 'Zahájit tajnou volbu' }).click();
		const receipts: string[] = [];
		for (const page of [first, second, seat]) {
			await expect(page.getByText('Odevzdaný hlas už nelze změnit.')).toBeVisible();
			await page.keyboard.press('1');
			await page.keyboard.press('Enter');
			receipts.push(await page.getByTestId('receipt').innerText());
		}
		await expectAccessible(first, 'a secret ballot');
		await expectAccessible(chair, 'a ballot paper at the desk');
		await expect(chair.getByText('Hlasovalo 3 z 4')).toBeVisible();
		await closeVote(chair);
		for (const page of [first, second, seat, wall]) await expect(page.getByText(`Zvoleno: ${people.secretary.name}`)).toBeVisible({ timeout: 40_000 });
		await first.getByRole('link', { name: 'Jak kdo hlasoval' }).click();
		await first.getByLabel('Stvrzenka').fill(receipts[0] ?? '');
		await first.getByRole('button', { name: 'Ověřit', exact: true }).click();
		await expect(first.getByText('Ano, hlas s touto stvrzenkou byl započten.')).toBeVisible();
		await expectAccessible(first, 'the page of an election');
		await first.goto(`${session.path}/seat`);
		expect(logged('web')).not.toContain('/ballot');
	});

	await test.step('one press closes the doors: guests and the public are out, and come back by themselves', async () => {
		await chair.getByText('Neveřejná část…').click();
		await chair.getByLabel('Důvod (přijde do zápisu)').fill('Obchodní tajemství');
		await chair.getByRole('button', { name: 'Zahájit neveřejnou část' }).click();
		for (const page of [speaker, interpreter]) await expect(page.getByRole('heading', { name: 'Probíhá neveřejná část' })).toBeVisible();
		await expect(citizen.getByText(/^Probíhá neveřejná část/).first()).toBeVisible({ timeout: 30_000 });
		await expectSeen(hall, 1);
		await chair.getByRole('listitem').filter({ hasText: 'Soudní spor' }).getByRole('button', { name: /^Otevřít/ }).click();
		await expect(chair.getByRole('heading', { level: 1 })).toHaveText('4. Soudní spor');
		await chair.getByRole('button', { name: 'Ukončit neveřejnou část' }).click();
		await expect(speaker.getByRole('toolbar', { name: 'Ovládání jednání' })).toBeVisible();
	});

	await test.step('the session ends', async () => {
		await chair.getByText('Přestávka a předčasný konec').click();
		await chair.getByRole('button', { name: 'Ukončit zasedání předčasně' }).click();
		await expect(chair.getByText('skončilo').first()).toBeVisible();
		await more(hall, 'Ukončit pro všechny', true);
		await expect(remote.getByRole('heading', { name: 'Jednání skončilo' })).toBeVisible();
	});

	await test.step('the office writes minutes from what happened; chair and verifiers sign them', async () => {
		await secretary.goto(`${session.path}/minutes`);
		for (const verifier of [people.firstVerifier.name, people.secondVerifier.name]) {
			await secretary.getByLabel('Člen', { exact: true }).selectOption({ label: verifier });
			await secretary.getByRole('button', { name: 'Přidat ověřovatele' }).click();
			await expect(secretary.getByRole('listitem').filter({ hasText: verifier }).first()).toBeVisible();
		}
		await secretary.getByRole('button', { name: 'Připravit zápis' }).click();
		await expect(secretary.getByRole('heading', { name: 'Úprava zápisu' })).toBeVisible();
		await expectAccessible(secretary, 'editing minutes');
		await secretary.getByRole('button', { name: 'Uložit jako verzi' }).click();
		await expect(secretary.getByText('Verze 1').first()).toBeVisible();
		for (const page of [chair, first, second]) {
			const { seed } = await setUpCodes(page);
			await page.goto(`${session.path}/minutes`);
			await page.getByLabel('Kód z aplikace v telefonu').fill(phone(seed, Date.now() + 30_000));
			await page.getByRole('button', { name: 'Podepsat verzi 1' }).click();
			await expect(page.getByText('Děkujeme, zápis jste podepsali.')).toBeVisible();
		}
		await expectAccessible(first, 'signed minutes');
	});

	await test.step('the office publishes them; everybody reads them, and not what was closed', async () => {
		await secretary.goto(`${session.path}/minutes/publish`);
		await secretary.getByRole('switch', { name: 'Text jsem přečetl/a a může být zveřejněn' }).click();
		await secretary.getByRole('button', { name: 'Zveřejnit', exact: true }).click();
		await expect(secretary.getByText(/^Zveřejněno/)).toBeVisible();
		await citizen.reload();
		await citizen.getByRole('link', { name: 'Zápis' }).click();
		await expect(citizen.getByText('Výbor doporučuje opravu silnice').first()).toBeVisible();
		await expect(citizen.getByText('Obchodní tajemství')).toHaveCount(0);
		await expectAccessible(citizen, 'public minutes');
	});

	await test.step('years later: the clerk finds the recording, jumps to the vote, and verifies that nothing was changed', async () => {
		const { page: clerk } = await signIn(browser, 'clerk');
		await clerk.goto('/recordings');
		await clerk.getByRole('searchbox', { name: 'Hledat v záznamech' }).fill(name);
		await clerk.getByRole('button', { name: 'Hledat', exact: true }).click();
		// The newest comes first: what follows the closed part, the closed part, and what went before it.
		await clerk.getByRole('link', { name: new RegExp(name) }).last().click();
		await expect(clerk.getByRole('heading', { level: 1 })).toContainText(name);
		await expect
			.poll(
				async () => {
					await clerk.reload();
					return clerk.locator('video').count();
				},
				{ timeout: 240_000, intervals: [2_000] }
			)
			.toBeGreaterThan(0);
		await clerk.getByRole('list', { name: 'Kapitoly' }).getByRole('button', { name: /^Hlasování: .*Oprava silnice/ }).last().click();
		await expect.poll(() => clerk.locator('video').first().evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(20);
		await clerk.getByRole('button', { name: 'Ověřit pravost' }).click();
		await expect(clerk.getByText('Nahrávka je úplná a nezměněná.')).toBeVisible({ timeout: 90_000 });
		await expect(clerk.getByText('Záznamy o zasedání v portálu jsou přesně ty, které byly zapečetěny.')).toBeVisible();
		await expectAccessible(clerk, 'the recording of a session');
	});
});

/** What a program of the portal has logged since its start. */
const logged = (program: string): string => {
	const folder = join(house().data, 'logs');
	return readdirSync(folder).filter((name) => name.startsWith(program)).map((name) => readFileSync(join(folder, name), 'utf8')).join('');
};
const openVote = (chair: Page) => chair.getByRole('button', { name: 'Zahájit hlasování' }).first().click();
const closeVote = (chair: Page) => chair.getByRole('button', { name: 'Ukončit hlasování a vyhlásit výsledek' }).click();

/** A guest without an account enters by a link, and whoever presides lets them in from the lobby. */
async function guestIn(browser: Browser, link: string, name: string, host: Page): Promise<Page> {
	const page = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
	await page.goto(link);
	await page.getByLabel('Vaše jméno').fill(name);
	await page.getByRole('button', { name: 'Pokračovat' }).click();
	await enter(page);
	await host.getByRole('button', { name: /^Pustit dovnitř/ }).first().click();
	await expect(page.getByRole('toolbar', { name: 'Ovládání jednání' })).toBeVisible();
	return page;
}
