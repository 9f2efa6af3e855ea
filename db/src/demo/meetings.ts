import { type meeting } from '../schema/meetings.ts';
import { demoOrganisation as at, region } from './organisations.ts';
import { demoPerson as who } from './people.ts';

const id = (n: number) => `00000000-0000-4000-a000-0000000000${String(n).padStart(2, '0')}`;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface DemoMeeting {
	row: typeof meeting.$inferInsert & { id: string };
	hosts: string[];
	invited: string[];
	organisations?: string[];
}

/** Meetings around `now`: one that can be entered at once, some to come, some past. The full hour makes them look like people's plans. */
export function demoMeetings(now: Date): DemoMeeting[] {
	const hour = Math.floor(now.getTime() / (60 * MINUTE)) * 60 * MINUTE;
	const at_ = (ms: number) => new Date(hour + ms);
	return [
		{
			row: { id: id(1), title: 'Porada vedení odboru zdravotnictví', description: 'Týdenní porada: stav lůžek, nákupy, personál.', kind: 'call', organisationId: region, startsAt: at_(0), plannedMinutes: 120, recorded: true, watch: 'invited', lobby: 'guests', createdBy: who.office },
			hosts: [who.office, who.chair],
			invited: [...who.members, who.health, who.clerk, who.havirov, who.karvina, who.mosty]
		},
		{
			row: { id: id(2), title: 'Konzilium: pacientka po náhradě kyčle', description: 'Snímky má k dispozici Havířov.', kind: 'case', organisationId: at.havirov, startsAt: at_(150 * MINUTE), plannedMinutes: 30, recorded: false, watch: 'hosts', lobby: 'everyone', createdBy: who.havirov },
			hosts: [who.havirov],
			invited: [who.opava, who.krnov]
		},
		{
			row: { id: id(3), title: 'Zasedání zastupitelstva kraje', description: 'Program zasedání je na úřední desce.', kind: 'session', organisationId: region, startsAt: at_(6 * DAY), plannedMinutes: 360, recorded: true, watch: 'public', published: true, lobby: 'guests', createdBy: who.office },
			hosts: [who.office, who.chair],
			invited: [...who.members, who.clerk]
		},
		{
			row: { id: id(4), title: 'Starostové regionu: vodovody a kanalizace', kind: 'call', organisationId: region, startsAt: at_(2 * DAY), plannedMinutes: 90, recorded: false, watch: 'invited', lobby: 'guests', createdBy: who.environment },
			hosts: [who.environment],
			invited: [who.mosty, who.stramberk, who.bilovec],
			organisations: [at.mosty, at.stramberk, at.bilovec, at.hradec, at.rymarov, at.lutyne]
		},
		{
			row: { id: id(5), title: 'Primáři chirurgií krajských nemocnic', kind: 'call', organisationId: at.opava, startsAt: at_(-3 * DAY), plannedMinutes: 60, recorded: false, watch: 'invited', lobby: 'guests', state: 'ended', startedAt: at_(-3 * DAY), endedAt: at_(-3 * DAY + 48 * MINUTE), createdBy: who.opava },
			hosts: [who.opava],
			invited: [who.havirov, who.karvina, who.orlova, who.krnov, who.trinec]
		},
		{
			row: { id: id(6), title: 'Školení nových úředníků obcí', kind: 'call', organisationId: region, startsAt: at_(-1 * DAY), plannedMinutes: 45, recorded: false, watch: 'invited', lobby: 'guests', state: 'cancelled', cancelledAt: at_(-2 * DAY), cancelReason: 'Přesunuto na příští měsíc.', createdBy: who.office },
			hosts: [who.office],
			invited: [who.mosty, who.stramberk]
		}
	];
}
