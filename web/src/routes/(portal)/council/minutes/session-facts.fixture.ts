/** For tests: a small session as the evidence tells it. Five seats; a citizen speaks, a vote passes, an election is secret, a part is closed. */
import type { CouncilHappening } from '../events.ts';
import type { SessionEvent, SessionFacts } from './facts.ts';

export const ids = {
	chair: '00000000-0000-4000-8000-000000000001',
	eva: '00000000-0000-4000-8000-000000000002',
	jan: '00000000-0000-4000-8000-000000000003',
	ota: '00000000-0000-4000-8000-000000000004',
	dana: '00000000-0000-4000-8000-000000000005',
	citizen: '00000000-0000-4000-8000-000000000006',
	budget: '00000000-0000-4000-8000-000000000011',
	board: '00000000-0000-4000-8000-000000000012',
	land: '00000000-0000-4000-8000-000000000013',
	vote: '00000000-0000-4000-8000-000000000021',
	election: '00000000-0000-4000-8000-000000000022',
	motion: '00000000-0000-4000-8000-000000000031',
	resolution: '00000000-0000-4000-8000-000000000041'
};

export const BEGAN = Date.parse('2026-11-20T09:00:00+01:00');
export const minute = (count: number): number => BEGAN + count * 60_000;

export function events(happened: readonly [minutes: number, happening: CouncilHappening, options?: { item?: string; closed?: boolean }][]): SessionEvent[] {
	return happened.map(([minutes, happening, { item = null, closed = false } = {}], index) => ({ ...happening, sequence: index + 1, at: minute(minutes), item, closed }));
}

export const facts: SessionFacts = {
	body: { name: 'Zastupitelstvo kraje', seats: 5 },
	session: { title: '3. zasedání', place: 'Velký sál', startsAt: BEGAN, openedAt: BEGAN, endedAt: minute(120) },
	members: [
		{ id: ids.chair, name: 'Čeněk Předseda' },
		{ id: ids.dana, name: 'Dana Zástupná' },
		{ id: ids.eva, name: 'Eva Čermáková' },
		{ id: ids.jan, name: 'Jan Žák' },
		{ id: ids.ota, name: 'Ota Řezník' }
	],
	office: ['Tajemnice Nová'],
	names: new Map([[ids.citizen, 'Občanka Tichá']]),
	items: [
		{ id: ids.budget, number: '1', title: 'Rozpočet', rapporteur: 'Dana Zástupná', closed: false, late: false, state: 'done' },
		{ id: ids.board, number: '2', title: 'Volba ředitele', rapporteur: '', closed: false, late: true, state: 'done' },
		{ id: ids.land, number: '3', title: 'Pozemky', rapporteur: '', closed: false, late: false, state: 'withdrawn' }
	],
	events: events([
		[-10, { type: 'presence.here', data: { person: ids.chair, mode: 'hall', by: 'desk' } }],
		[-9, { type: 'presence.here', data: { person: ids.eva, mode: 'remote', by: 'evidence' } }],
		[-8, { type: 'presence.here', data: { person: ids.jan, mode: 'hall', by: 'clerk' } }],
		[-7, { type: 'presence.excused', data: { person: ids.ota, reason: 'nemoc' } }],
		[-5, { type: 'quorum.changed', data: { present: 3, needed: 3, reached: true } }],
		[0, { type: 'session.opened', data: { presiding: ids.chair } }],
		[2, { type: 'agenda.approved', data: { vote: null } }],
		[5, { type: 'item.opened', data: { item: ids.budget, number: '1', title: 'Rozpočet' } }, { item: ids.budget }],
		[6, { type: 'floor.given', data: { request: null, person: ids.eva, name: 'Eva Čermáková', kind: 'ordinary', seconds: 300 } }, { item: ids.budget }],
		[9, { type: 'floor.given', data: { request: null, person: ids.citizen, name: 'Občanka Tichá', kind: 'guest', seconds: 300 } }, { item: ids.budget }],
		[10, { type: 'presence.failing', data: { person: ids.eva, picture: false, sound: true } }],
		[11, { type: 'presence.back', data: { person: ids.eva } }],
		[12, { type: 'conflict.declared', data: { person: ids.jan, item: ids.budget, reason: 'příbuzný dodavatele' } }, { item: ids.budget }],
		[13, { type: 'motion.moved', data: { motion: ids.motion, kind: 'main', person: ids.eva, name: 'Eva Čermáková', text: 'schvaluje rozpočet' } }, { item: ids.budget }],
		[15, { type: 'vote.opened', data: { vote: ids.vote, motion: ids.motion, title: 'Rozpočet na rok 2027', mode: 'open', entitled: [ids.chair, ids.eva, ids.jan] } }, { item: ids.budget }],
		[16, { type: 'vote.result', data: { vote: ids.vote, passed: true, for: 3, against: 0, abstained: 0, notVoted: 0, needed: 3, of: 5 } }, { item: ids.budget }],
		[16, { type: 'resolution.adopted', data: { resolution: ids.resolution, number: '3/1', vote: ids.vote } }, { item: ids.budget }],
		[20, { type: 'presence.gone', data: { person: ids.jan, reason: 'left' } }],
		[30, { type: 'session.closed-part', data: { on: true, reason: 'osobní věc' } }, { closed: true }],
		[31, { type: 'note.written', data: { text: 'Důvěrná poznámka' } }, { item: ids.board, closed: true }],
		[40, { type: 'session.closed-part', data: { on: false, reason: '' } }],
		[41, { type: 'vote.opened', data: { vote: ids.election, motion: null, title: 'Volba ředitele', mode: 'election', entitled: [ids.chair, ids.eva] } }, { item: ids.board }],
		[45, { type: 'vote.result', data: { vote: ids.election, passed: null, for: 0, against: 0, abstained: 0, notVoted: 0, needed: 3, of: 5 } }, { item: ids.board }],
		[120, { type: 'session.ended', data: { reason: 'agenda-done' } }]
	]),
	votes: [
		{ id: ids.vote, title: 'Rozpočet na rok 2027', text: 'schvaluje rozpočet', mode: 'open', byName: [{ name: 'Eva Čermáková', choice: 'for' }, { name: 'Čeněk Předseda', choice: 'for' }, { name: 'Jan Žák', choice: 'for' }], elected: [] },
		{ id: ids.election, title: 'Volba ředitele', text: '', mode: 'election', byName: null, elected: [{ name: 'Alena Bílá', votes: 2, elected: false }] }
	],
	resolutions: [{ id: ids.resolution, number: '3/1', text: 'Zastupitelstvo schvaluje rozpočet.', vote: ids.vote, annulled: null }],
	verifiers: ['Eva Čermáková', 'Jan Žák']
};
