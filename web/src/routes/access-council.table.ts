/** The doors of councils: rows of `access.table.ts`. */
import type { Visitor } from './access-people.fixture.ts';
import type { Outcome } from './access.fixture.ts';
import type { Door } from './access.table.ts';

type Answers = Partial<Record<Visitor, Outcome>> & { out: Outcome; others: Outcome };
interface Making {
	page(path: string, answers: Answers): Door;
	action(name: string, path: string, form: Door['form'], answers: Answers): Door;
	door(door: Door['door'], path: string, answers: Answers, form?: Door['form']): Door;
}

/** Who presides runs the session and what follows it; members and auditors know all of it; of a body that meets in public everybody with an account knows the rest. */
const runs = (outcome: Outcome): Answers => ({ out: 401, others: 403, host: outcome });
const knows = (outcome: Outcome): Answers => ({ out: 'login', others: 403, host: outcome, member: outcome, auditor: outcome });
const everybody = (outcome: Outcome): Answers => ({ out: outcome, others: outcome });
const NONE = '0'.repeat(64);

export function councilDoors({ page, action, door }: Making): Record<string, Door[]> {
	const minutes = '/council/[session]/minutes';
	const session = '/council/[session]';
	const item = { kind: 'business', title: 'Doplněný bod', rapporteurName: '', plannedMinutes: '10', proposal: 'Schvaluje.' };
	const nobody: Answers = { out: 401, others: 403 };
	const material = `${session}/materials/[material]`;
	/** Members, whoever presides and auditors; for everybody else it is not there. */
	const insiders = (outcome: Outcome): Answers => ({ out: 'login', others: 404, host: outcome, member: outcome, auditor: outcome });
	const publicly = (which: string) => `/sessions/[session]/materials/${which}`;
	const seat = '/council/[session]/seat';
	const votes = '/council/[session]/votes';
	return {
		sessions: [page('/sessions', everybody(200))],
		'sessions/[session]': [page('/sessions/[session]', everybody(200)), page('/sessions/none', everybody(404)), page('/sessions/[call]', everybody(404))],
		// Nothing is published yet; what is published needs no account.
		'sessions/[session]/minutes': [page('/sessions/[session]/minutes', everybody(404)), page('/sessions/none/minutes', everybody(404)), page('/sessions/[open]/minutes', everybody(200))],
		'sessions/[session]/minutes/pdf': [door('GET', '/sessions/[session]/minutes/pdf', everybody(404)), door('GET', '/sessions/[open]/minutes/pdf', everybody(200))],
		'(portal)/council/[session]/live': [door('GET', '/council/[session]/live', { out: 'login', others: 200 }), door('GET', '/council/[call]/live', { out: 'login', others: 404 })],
		'(portal)/council/[session]/ticket': [door('POST', '/council/[session]/ticket', { out: 401, others: 409 }), door('POST', '/council/[call]/ticket', { out: 401, others: 404 })],
		// The session is over: nobody votes or speaks in it any more.
		'(portal)/council/[session]/seat': [
			page(seat, { out: 'login', others: 200 }),
			action('checkIn', seat, {}, nobody),
			action('checkOut', seat, {}, nobody),
			action('ask', seat, { kind: 'ordinary' }, nobody),
			action('withdraw', seat, { request: '[invited]' }, nobody),
			action('done', seat, {}, nobody),
			action('cast', seat, { vote: '[vote]', choice: 'for' }, nobody),
			action('conflict', seat, { reason: 'Pozemek je můj' }, nobody),
			action('move', seat, { kind: 'amendment', text: 'Odložit' }, nobody),
			action('withdrawMotion', seat, { motion: '[invited]' }, { out: 401, others: 404 })
		],
		'(portal)/council/[session]/projection': [page('/council/[session]/projection', { out: 'login', others: 200 })],
		'(portal)/council/[session]/votes': [
			page(votes, { out: 'login', others: 200 }),
			action('proposal', votes, {}, nobody),
			action('open', votes, { motion: '', title: 'Přestávka', threshold: 'procedural' }, nobody),
			action('elect', votes, { title: 'Volba', candidates: 'Anna', places: '1' }, nobody),
			action('close', votes, { vote: '[vote]' }, nobody),
			action('annul', votes, { vote: '[vote]', reason: 'Přepočítání' }, nobody)
		],
		'(portal)/council/[session]/votes/[vote]': [page(`${votes}/[vote]`, { out: 'login', others: 200 }), page(`${votes}/[invited]`, { out: 'login', others: 404 })],
		// What a browser sends is a credential or a ballot: nobody here has one.
		'(portal)/council/[session]/votes/[vote]/credential': [door('GET', `${votes}/[vote]/credential`, { out: 'login', others: 403 }), door('POST', `${votes}/[vote]/credential`, { out: 401, others: 422 })],
		'ballot/[vote]': [door('POST', '/ballot/[vote]', everybody(422))],
		'(portal)/council/resolutions': [page('/council/resolutions', { out: 'login', others: 200 })],
		// Not published yet.
		'(portal)/council/resolutions/[resolution]': [
			page('/council/resolutions/[resolution]', { out: 'login', others: 404, host: 200, member: 200, auditor: 200 }),
			page('/council/resolutions/none', { out: 'login', others: 404 }),
			action('add', '/council/resolutions/[resolution]', { addressee: 'Odbor dopravy', organisation: '', what: 'Zpráva', dueOn: '' }, { out: 401, others: 404, host: 200, member: 403, auditor: 403 }),
			action('close', '/council/resolutions/[resolution]', { task: '[invited]', state: 'done', note: 'Splněno' }, { out: 401, others: 404, host: 404, member: 403, auditor: 403 })
		],
		'(portal)/council': [page('/council', { out: 'login', others: 200 })],
		// Bodies are the office's, which nobody of these holds.
		'(portal)/council/bodies/new': [
			page('/council/bodies/new', { out: 'login', others: 403 }),
			action('default', '/council/bodies/new', { organisation: '[region]', name: 'Výbor', kind: 'committee', seats: '5' }, nobody)
		],
		'(portal)/council/bodies/[body]': [
			page('/council/bodies/[body]', { out: 'login', others: 200 }),
			page('/council/bodies/[call]', { out: 'login', others: 404 }),
			action('seat', '/council/bodies/[body]', { person: '[invited]', office: 'member', faction: '', validFrom: '2030-01-01', validUntil: '' }, nobody),
			action('end', '/council/bodies/[body]', { seat: '[invited]', until: '2030-01-01' }, nobody),
			action('faction', '/council/bodies/[body]', { name: 'Klub', short: 'K', hue: '10' }, nobody)
		],
		'(portal)/council/bodies/[body]/rules': [
			page('/council/bodies/[body]/rules', { out: 'login', others: 200 }),
			page('/council/bodies/[call]/rules', { out: 'login', others: 404 }),
			action('default', '/council/bodies/[body]/rules', { validFrom: '2031-01-01', note: 'Usnesení 1/1' }, nobody)
		],
		'(portal)/council/new': [
			page('/council/new?body=[body]', { out: 'login', others: 403 }),
			action('default', '/council/new', { body: '[body]', number: '2', title: '2. zasedání', place: 'Sál', day: '2031-05-06', time: '09:00', minutes: '60' }, nobody)
		],
		// A desk is for a session that is not over; of this one nobody runs anything any more.
		'(portal)/council/[session]/desk': [
			page(`${session}/desk`, { out: 'login', others: 403 }),
			...(['open', 'resume', 'closeItem', 'approve', 'reopen', 'takeOver', 'extend'] as const).map((name) => action(name, `${session}/desk`, {}, nobody)),
			action('suspend', `${session}/desk`, { reason: '' }, nobody),
			action('end', `${session}/desk`, { reason: 'agenda-done' }, nobody),
			action('item', `${session}/desk`, { item: '[item]' }, nobody),
			action('shut', `${session}/desk`, { reason: 'Tajemství' }, nobody),
			...(['handOver', 'here', 'gone', 'absent'] as const).map((name) => action(name, `${session}/desk`, { person: '[host]' }, nobody)),
			action('give', `${session}/desk`, { request: '[item]' }, nobody),
			action('take', `${session}/desk`, { reason: 'done' }, nobody),
			action('ask', `${session}/desk`, { person: '[host]', kind: 'ordinary' }, nobody)
		],
		'(portal)/council/[session]/check-in': [page(`${session}/check-in?code=1.2`, { out: 'login', others: 200 }), page('/council/[call]/check-in', { out: 'login', others: 404 }), action('default', `${session}/check-in`, { code: '1.2' }, nobody)],
		'(portal)/council/[session]/check-in/code': [door('GET', `${session}/check-in/code`, { out: 'login', others: 403 })],
		'(portal)/council/[session]/secretary': [
			page(`${session}/secretary`, { out: 'login', others: 403 }),
			action('note', `${session}/secretary`, { text: 'Poznámka' }, nobody),
			action('correct', `${session}/secretary`, { sequence: '1', text: 'Oprava' }, nobody),
			action('interpreter', `${session}/secretary`, { participant: '[invited]' }, nobody),
			...(['here', 'gone', 'absent'] as const).map((name) => action(name, `${session}/secretary`, { person: '[host]' }, nobody)),
			...(['excuse', 'conflict'] as const).map((name) => action(name, `${session}/secretary`, { person: '[host]', reason: 'Nemoc' }, nobody)),
			...(['give', 'withdraw'] as const).map((name) => action(name, `${session}/secretary`, { request: '[item]' }, nobody)),
			action('extend', `${session}/secretary`, {}, nobody),
			action('take', `${session}/secretary`, { reason: 'done' }, nobody),
			action('ask', `${session}/secretary`, { person: '[host]', kind: 'ordinary' }, nobody)
		],
		// The session of the table is over: nobody prepares it any more.
		'(portal)/council/[session]': [
			page(session, { out: 'login', others: 200 }),
			page('/council/[call]', { out: 'login', others: 404 }),
			action('add', session, item, nobody),
			action('edit', session, { ...item, item: '[item]' }, nobody),
			action('move', session, { item: '[item]', before: '' }, nobody),
			action('withdraw', session, { item: '[item]' }, nobody),
			action('publish', session, {}, nobody),
			action('answer', session, { answer: 'hall' }, nobody)
		],
		'(portal)/council/[session]/change': [
			page(`${session}/change`, { out: 'login', others: 403 }),
			page('/council/[call]/change', { out: 'login', others: 404 }),
			action('save', `${session}/change`, { number: '1', title: '1. zasedání', place: 'Jinde', day: '2031-05-06', time: '09:00', minutes: '60', seen: '{}' }, nobody),
			action('cancel', `${session}/change`, { reason: 'Povodeň' }, nobody)
		],
		'(portal)/council/[session]/attendance': [
			page(`${session}/attendance`, { out: 'login', others: 403 }),
			page('/council/[call]/attendance', { out: 'login', others: 404 }),
			action('note', `${session}/attendance`, { person: '[host]', answer: 'excused', reason: 'Nemoc' }, nobody)
		],
		'(portal)/council/[session]/guests': [
			page(`${session}/guests`, { out: 'login', others: 403 }),
			page('/council/[call]/guests', { out: 'login', others: 404 }),
			action('invite', `${session}/guests`, { name: 'Eva Expertka', email: 'eva@spolek.test', behalf: '', item: '', locale: 'cs' }, nobody),
			action('withdraw', `${session}/guests`, { speaker: '[invited]' }, nobody)
		],
		// The session is over: nobody brings anything any more. A file is an address in the store.
		'(portal)/council/[session]/materials': [door('POST', `${session}/materials`, { out: 401, others: 403 }), door('POST', '/council/[call]/materials', { out: 401, others: 404 })],
		'(portal)/council/[session]/materials/upload': [door('POST', `${session}/materials/upload`, { out: 401, others: 403 }), door('POST', '/council/[call]/materials/upload', { out: 401, others: 404 })],
		'(portal)/council/[session]/materials/[material]': [
			page(material, insiders(200)),
			page(`${session}/materials/[openMaterial]`, { out: 'login', others: 200 }),
			page(`${session}/materials/[invited]`, { out: 'login', others: 404 }),
			action('change', material, { title: 'Zpráva', open: 'on' }, nobody),
			action('withdraw', material, { why: 'Omylem nahráno' }, nobody)
		],
		'(portal)/council/[session]/materials/[material]/file': [
			door('GET', `${material}/file`, insiders(303)),
			door('GET', `${material}/file?version=2`, { out: 'login', others: 404 }),
			door('GET', `${session}/materials/[openMaterial]/file?version=1`, { out: 'login', others: 303 })
		],
		'(portal)/council/[session]/materials/[material]/address': [door('GET', `${material}/address`, insiders(200)), door('GET', `${session}/materials/[openMaterial]/address?version=1`, { out: 'login', others: 200 }), door('GET', `${session}/materials/[openMaterial]/address?version=x`, { out: 'login', others: 404 })],
		'sessions/[session]/materials/[material]': [page(publicly('[material]'), everybody(404)), page(publicly('[openMaterial]'), everybody(200)), page('/sessions/[open]/materials/[openMaterial]', everybody(404))],
		'sessions/[session]/materials/[material]/file': [door('GET', `${publicly('[material]')}/file`, everybody(404)), door('GET', `${publicly('[openMaterial]')}/file`, everybody(303))],
		'sessions/[session]/materials/[material]/address': [door('GET', `${publicly('[material]')}/address`, everybody(404)), door('GET', `${publicly('[openMaterial]')}/address`, everybody(200))],
		// Everybody who may see an item, for themself; the form of the table is no note.
		'(portal)/council/[session]/notes/[item]': [door('POST', `${session}/notes/[item]`, { out: 401, others: 422 }), door('POST', `${session}/notes/[invited]`, { out: 401, others: 404 }), door('POST', '/council/[call]/notes/[item]', { out: 401, others: 404 })],
		'(portal)/council/[session]/minutes': [
			page(minutes, { out: 'login', others: 200 }),
			page('/council/none/minutes', { out: 'login', others: 404 }),
			page('/council/[call]/minutes', { out: 'login', others: 404 }),
			action('start', minutes, {}, runs(303)),
			// Named is somebody without a seat.
			action('addVerifier', minutes, { person: '[invited]' }, runs(422)),
			action('removeVerifier', minutes, { person: '[invited]' }, runs(200)),
			// The chair has no second factor.
			action('sign', minutes, { version: '1', sha256: NONE, code: '123456' }, runs(409)),
			action('certify', minutes, {}, runs(422)),
			action('object', minutes, { text: 'Počet hlasů nesouhlasí' }, { ...runs(200), member: 200 }),
			action('decide', minutes, { objection: '[invited]', upheld: 'yes', text: 'Oprava', decidedIn: '[invited]' }, runs(404)),
			action('withdraw', minutes, {}, runs(200))
		],
		'(portal)/council/[session]/minutes/edit': [
			page(`${minutes}/edit`, { out: 'login', others: 403, host: 200 }),
			action('keep', `${minutes}/edit`, { revision: '1', note: '' }, runs(409)),
			action('anew', `${minutes}/edit`, { revision: '1' }, runs(200))
		],
		'(portal)/council/[session]/minutes/edit/save': [door('POST', `${minutes}/edit/save`, runs(422))],
		'(portal)/council/[session]/minutes/compare': [page(`${minutes}/compare`, knows(200))],
		'(portal)/council/[session]/minutes/publish': [
			page(`${minutes}/publish`, { out: 'login', others: 403, host: 409 }),
			action('default', `${minutes}/publish`, { version: '1', reviewed: 'on' }, runs(409))
		],
		'(portal)/council/[session]/minutes/file/[format]': [
			door('GET', `${minutes}/file/pdf`, knows(200)),
			door('GET', `${minutes}/file/docx?version=1`, knows(200)),
			door('GET', `${minutes}/file/pdf?public`, { out: 'login', others: 404 }),
			door('GET', `${minutes}/file/odt`, { out: 'login', others: 404 })
		],
		'(portal)/council/[session]/minutes/signed/[file]': [door('GET', `${minutes}/signed/[invited]`, knows(404))]
	};
}
