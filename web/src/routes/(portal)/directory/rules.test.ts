/** What a file changes: rows beside one another, beside what there is, and beside what the importer may. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { organisationExport, peopleExport } from './export-rows.ts';
import { planOrganisations, type KnownOrganisation, type Reach } from './organisations.rules.ts';
import { planPeople, type Grantable, type KnownGrant, type KnownPerson, type WrittenPlace } from './people.rules.ts';
import { composeName, splitName } from './person-name.ts';
import { readFile } from './read-file.ts';
import { writeCsv } from './write-table.ts';

const TODAY = '2026-11-22';
const unit = (id: string, above: KnownOrganisation | null, more: Partial<KnownOrganisation> = {}): KnownOrganisation => ({ id, externalId: id.toUpperCase(), parentId: above?.id ?? null, kind: 'other', name: `Název ${id}`, ico: null, dataBox: null, address: '', validFrom: '2020-01-01', validUntil: null, path: [...(above?.path ?? []), id], ...more });
const region = unit('region', null, { kind: 'region' });
const hospital = unit('hospital', region, { kind: 'hospital', ico: '00000019', address: 'Opava' });
const ward = unit('ward', hospital, { kind: 'ward' });
const town = unit('town', region, { kind: 'municipality' });
const ended = unit('ended', region, { validUntil: '2025-01-01' });
const known = [region, hospital, ward, town, ended];
const all: Reach = { administered: new Set(known.map(({ id }) => id)), roots: true };
const hospitalOnly: Reach = { administered: new Set(['hospital', 'ward']), roots: false };
let count = 0;
const newId = () => `new-${(count += 1)}`;

async function organisations(csv: string, reach = all) {
	const file = await readFile('organisations', Buffer.from(csv));
	if (file.of !== 'organisations') throw new Error('read as people');
	return planOrganisations({ rows: file.rows, known, reach, today: TODAY, newId });
}
const told = ({ verdicts }: { verdicts: { outcome: string; columns?: string[]; flaw?: { column: string; reason: string; detail?: string } }[] }) => verdicts.map(({ outcome, columns, flaw }) => (flaw ? [flaw.column, flaw.reason, ...(flaw.detail ? [flaw.detail] : [])] : [outcome, ...(columns ?? [])]).join(' '));

describe('organisations', () => {
	const HEAD = 'id;nadřazená;druh;název;IČO;datová schránka;adresa;platí od;platí do\n';
	it('below one another are put in from the top, whatever the order of the rows', async () => {
		const plan = await organisations(`${HEAD}B;A;oddělení;Chirurgie;;;;1. 2. 2026;\nA;HOSPITAL;areál;Areál;;;;;\n`);
		expect(told(plan)).toEqual(['created', 'created']);
		expect(plan.created.map((level) => level.map(({ name, validFrom, kind }) => [name, validFrom, kind]))).toEqual([[['Areál', TODAY, 'site']], [['Chirurgie', '2026-02-01', 'ward']]]);
		expect(plan.created[1]?.[0]?.parentId).toBe(plan.created[0]?.[0]?.id);
	});
	it('that are there are changed in what the file says, and in nothing else', async () => {
		const plan = await organisations('id;parent;type;name;ico\nhospital;REGION;hospital;Nemocnice;\n');
		expect(told(plan)).toEqual(['changed název IČO']);
		expect(plan.changed).toEqual([expect.objectContaining({ id: 'hospital', name: 'Nemocnice', ico: null, address: 'Opava', parentId: 'region' })]);
	});
	it.each([
		['twice', 'A;REGION;odbor;A;;;;;\nA;REGION;odbor;B;;;;;', ['created', 'id twice 2']],
		['a wrong check digit', 'A;REGION;odbor;A;12345678;;;;', ['IČO not-ico 12345678']],
		['zeros that a spreadsheet lost', 'A;REGION;odbor;A;19;;;;', ['created']],
		['a data box that is none', 'A;REGION;odbor;A;;abc;;;', ['datová schránka not-data-box abc']],
		['a day that no calendar has', 'A;REGION;odbor;A;;;;31. 2. 2026;', ['platí od not-day 31. 2. 2026']],
		['an end before the start', 'A;REGION;odbor;A;;;;2026-02-01;2026-01-01', ['platí do ends-before-start']],
		['an unknown kind', 'A;REGION;planeta;A;;;;;', ['druh not-kind planeta']],
		['no name', 'A;REGION;odbor;;;;;;', ['název missing']],
		['a formula', 'A;REGION;odbor;=HYPERLINK("x");;;;;', ['název formula']],
		['a formula as text', "A;REGION;odbor;'=A1;;;;;", ['created']],
		['an unknown parent', 'A;NOWHERE;odbor;A;;;;;', ['nadřazená unknown-organisation NOWHERE']],
		['an ended parent', 'A;ENDED;odbor;A;;;;;', ['nadřazená ended-organisation ENDED']],
		['below one that is refused', 'A;NOWHERE;odbor;A;;;;;\nB;A;odbor;B;;;;;', ['nadřazená unknown-organisation NOWHERE', 'nadřazená refused-above A']],
		['a circle in the file', 'A;B;odbor;A;;;;;\nB;A;odbor;B;;;;;', ['nadřazená cycle B', 'nadřazená cycle A']],
		['a circle with what is there', 'HOSPITAL;WARD;nemocnice;N;;;;;', ['nadřazená cycle WARD']],
		['a name that is taken', 'A;REGION;odbor;Název town;;;;;', ['název name-taken']]
	])('%s', async (_, rows, expected) => {
		expect(told(await organisations(HEAD + rows.replace('"x"', '""x""').replace(/;(=[^;]*);/, ';"$1";')))).toEqual(expected);
	});
	it.each([
		['of theirs', 'WARD;HOSPITAL;oddělení;Jinak', ['changed název']],
		['below theirs', 'A;WARD;pracoviště;A', ['created']],
		['somebody else’s', 'TOWN;REGION;obec;Jinak', ['id outside']],
		['below somebody else’s', 'A;TOWN;odbor;A', ['nadřazená outside TOWN']],
		['without anything above', 'A;;kraj;A', ['nadřazená missing']],
		['moved away', 'WARD;TOWN;oddělení;Název ward', ['nadřazená outside TOWN']],
		['their own top, as it stands', 'HOSPITAL;REGION;nemocnice;Jinak', ['changed název']]
	])('a delegated administrator imports one %s', async (_, row, expected) => {
		expect(told(await organisations(`id;nadřazená;druh;název\n${row}\n`, hospitalOnly))).toEqual(expected);
	});
	it('as exported are unchanged', async () => {
		const plan = await organisations(Buffer.from(writeCsv(organisationExport({ shown: known, all: known }))).toString());
		expect(told(plan)).toEqual(known.map(() => 'unchanged'));
	});
});

describe('people', () => {
	const eva: KnownPerson = { id: 'eva', externalId: 'E1', email: 'eva@example.test', name: 'MUDr. Eva Kučerová, Ph.D.', givenName: 'Eva', familyName: 'Kučerová', erased: false, elsewhere: false, beyond: false };
	const jan: KnownPerson = { id: 'jan', externalId: null, email: 'jan@example.test', name: 'Jan Malý', givenName: 'Jan', familyName: 'Malý', erased: false, elsewhere: true, beyond: false };
	const place = (id: string, personId: string, organisationId: string, more: Partial<WrittenPlace> = {}): WrittenPlace => ({ id, personId, organisationId, position: 'lékařka', validFrom: '2024-01-01', validUntil: null, ...more });
	const places = [place('p1', 'eva', 'hospital'), place('p2', 'jan', 'town', { position: 'starosta' }), place('p3', 'eva', 'ward', { position: 'primářka', validUntil: '2025-06-30' })];
	const grants: KnownGrant[] = [{ affiliationId: 'p1', role: 'cases.clinician', organisationId: 'hospital' }];
	const plan = async (csv: string, { administered = all.administered, grantable = 'all' }: { administered?: ReadonlySet<string>; grantable?: Grantable } = {}) => {
		const file = await readFile('people', Buffer.from(csv));
		if (file.of !== 'people') throw new Error('read as organisations');
		return planPeople({ rows: file.rows, people: [eva, jan], places, grants, units: known, administered, grantable, today: TODAY, newId });
	};
	const HEAD = 'id;e-mail;titul před;jméno;příjmení;titul za;organizace;pracovní zařazení;od;do;role\n';
	const EVA = 'E1;eva@example.test;MUDr.;Eva;Kučerová;Ph.D.;';

	it.each([
		['a new one', 'N1;nova@example.test;;Jana;Nová;;TOWN;účetní;;;', ['created']],
		['a new one with two places', 'N1;nova@example.test;;Jana;Nová;;TOWN;účetní;;;\nN1;nova@example.test;;Jana;Nová;;WARD;účetní;;;', ['created', 'changed organizace']],
		['the same place twice', 'N1;n@example.test;;J;N;;TOWN;a;;;\nN1;n@example.test;;J;N;;TOWN;a;;;', ['created', 'organizace twice']],
		['nothing new', `${EVA}HOSPITAL;lékařka;;;`, ['unchanged']],
		['a known place twice', `${EVA}HOSPITAL;lékařka;;;\n${EVA}HOSPITAL;lékařka;;;`, ['unchanged', 'organizace twice']],
		['another position', `${EVA}HOSPITAL;primářka;;;`, ['changed pracovní zařazení']],
		['a second position beside the first', `${EVA}HOSPITAL;lékařka;;;\n${EVA}HOSPITAL;školitelka;;;`, ['unchanged', 'changed organizace']],
		['an end', `${EVA}HOSPITAL;lékařka;;30. 11. 2026;`, ['changed do']],
		['back where they were', `${EVA}WARD;primářka;2026-12-01;;`, ['changed organizace']],
		['what has ended, as it was', `${EVA}WARD;primářka;2024-01-01;2025-06-30;`, ['unchanged']],
		['another start', `${EVA}HOSPITAL;lékařka;2023-01-01;;`, ['od start-fixed 2024-01-01']],
		['a marriage', 'E1;eva@example.test;MUDr.;Eva;Nová;Ph.D.;HOSPITAL;lékařka;;;', ['changed příjmení']],
		['two names in one file', `${EVA}HOSPITAL;lékařka;;;\nE1;eva@example.test;;Eva;Jiná;;WARD;;;;`, ['unchanged', 'id differs-from-earlier 2']],
		['an address of somebody else', 'N1;EVA@example.test;;Jana;Nová;;TOWN;;;;', ['e-mail email-taken EVA@example.test']],
		['an address that is none', 'N1;nova(at)example.test;;Jana;Nová;;TOWN;;;;', ['e-mail not-email nova(at)example.test']],
		['an unknown organisation', 'N1;nova@example.test;;Jana;Nová;;X9;;;;', ['organizace unknown-organisation X9']],
		['an ended organisation', 'N1;nova@example.test;;Jana;Nová;;ENDED;;;;', ['organizace ended-organisation ENDED']],
		['a role that is there', `${EVA}HOSPITAL;lékařka;;;cases.clinician`, ['unchanged']],
		['a role that is there, and not the importer’s to give', `${EVA}HOSPITAL;lékařka;;;cases.clinician`, ['unchanged'], []],
		['a role below', `${EVA}HOSPITAL;lékařka;;;cases.clinician | recordings.clerk@WARD`, ['changed role']],
		['a role that is none', `${EVA}HOSPITAL;lékařka;;;šéf`, ['role not-role šéf']],
		['somebody who belongs elsewhere too, as they are', 'jan;jan@example.test;;Jan;Malý;;WARD;správce;;;', ['changed organizace']],
		['somebody who belongs elsewhere too, under another name', 'jan;jan@example.test;;Jan;Velký;;WARD;správce;;;', ['id elsewhere příjmení']]
	] as [string, string, string[], Grantable?][])('%s', async (_, rows, expected, grantable = 'all') => {
		expect(told(await plan(HEAD + rows, { grantable }))).toEqual(expected);
	});
	it('a refused row leaves nothing in the plan', async () => {
		expect(await plan(`${HEAD}N1;n@example.test;;J;N;;TOWN;;;;portal.admin`, { grantable: [] })).toMatchObject({ people: { created: [], changed: [] }, places: { created: [], changed: [] }, grants: [] });
	});
	it.each([
		['inside', 'WARD;lékařka;;;cases.clinician', ['created']],
		['outside', 'TOWN;lékařka;;;', ['organizace outside TOWN']],
		['with a role that is not theirs to give', 'WARD;lékařka;;;portal.admin', ['role not-grantable portal.admin']],
		['with a role over what is not theirs', 'WARD;lékařka;;;cases.clinician@REGION', ['role not-grantable cases.clinician']]
	])('a delegated administrator imports one %s', async (_, rest, expected) => {
		const outcome = await plan(`${HEAD}N1;nova@example.test;;Jana;Nová;;${rest}`, { administered: hospitalOnly.administered, grantable: [{ role: 'cases.clinician', below: ['hospital'] }] });
		expect(told(outcome)).toEqual(expected);
	});
	it('as exported are unchanged', async () => {
		const file = Buffer.from(writeCsv(peopleExport({ people: [eva, jan], places, grants, units: known }))).toString();
		expect(told(await plan(file))).toEqual(places.map(() => 'unchanged'));
	});
});

it('titles stand around a name, and come off again', () => {
	for (const parts of [{ before: 'MUDr. Mgr.', given: 'Eva', family: 'Kučerová', after: 'Ph.D., MBA' }, { before: '', given: '', family: 'Cher', after: '' }]) {
		expect(splitName({ name: composeName(parts), given: parts.given, family: parts.family })).toEqual(parts);
	}
});

it('the demo region’s own files are without a flaw', async () => {
	const bytes = (of: string) => readFileSync(new URL(`../../../../demo/${of}.csv`, import.meta.url));
	const [units, people] = [await readFile('organisations', bytes('organisations')), await readFile('people', bytes('people'))];
	if (units.of !== 'organisations' || people.of !== 'people') throw new Error('read as the other');
	const tree = planOrganisations({ rows: units.rows, known: [], reach: { administered: new Set(), roots: true }, today: TODAY, newId });
	const made = tree.created.flat();
	const plan = planPeople({ rows: people.rows, people: [], places: [], grants: [], units: made.map((each) => ({ ...each, path: [each.id] })), administered: new Set(made.map(({ id }) => id)), grantable: 'all', today: TODAY, newId });
	expect([...tree.verdicts, ...plan.verdicts].filter(({ flaw }) => flaw)).toEqual([]);
	expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(['region', 'department', 'hospital', 'site', 'ward', 'workplace', 'school', 'social-care', 'roads', 'culture', 'municipality', 'external']));
});
