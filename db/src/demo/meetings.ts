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

const pragueHour = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Prague', hour: 'numeric', hourCycle: 'h23' });

/** The working day `days` from `now`, or the next one away from it, at this hour of Prague. */
function officeHour(now: Date, days: number, hour: number): Date {
	const day = new Date(now.getTime() + days * DAY);
	day.setUTCHours(9, 0, 0, 0);
	while (day.getUTCDay() % 6 === 0) day.setTime(day.getTime() + Math.sign(days) * DAY);
	day.setUTCHours(hour - (Number(pragueHour.format(day)) - 9));
	return day;
}

/** Meetings around `now`: one that can be entered at once, some to come, some past. */
export function demoMeetings(now: Date): DemoMeeting[] {
	const hour = Math.floor(now.getTime() / (60 * MINUTE)) * 60 * MINUTE;
	const surgeons = officeHour(now, -3, 14);
	return [
		{
			row: { id: id(1), title: 'Porada vedení odboru zdravotnictví', description: 'Týdenní porada: stav lůžek, nákupy, personál.', kind: 'call', organisationId: region, startsAt: new Date(hour), plannedMinutes: 120, recorded: true, watch: 'invited', lobby: 'guests', createdBy: who.office },
			hosts: [who.office, who.chair],
			invited: [...who.members, who.health, who.clerk, who.havirov, who.karvina, who.mosty]
		},
		{
			row: { id: id(2), title: 'Konzilium: pacientka po náhradě kyčle', description: 'Snímky má k dispozici Havířov.', kind: 'case', organisationId: at.havirov, startsAt: new Date(hour + 150 * MINUTE), plannedMinutes: 30, recorded: false, watch: 'hosts', lobby: 'everyone', createdBy: who.havirov },
			hosts: [who.havirov],
			invited: [who.opava, who.krnov]
		},
		{
			row: { id: id(3), title: 'Zasedání zastupitelstva kraje', description: 'Program zasedání je na úřední desce.', kind: 'session', organisationId: region, startsAt: officeHour(now, 6, 9), plannedMinutes: 360, recorded: true, watch: 'public', published: true, lobby: 'guests', createdBy: who.office },
			hosts: [who.office, who.chair],
			invited: [...who.members, who.clerk]
		},
		{
			row: { id: id(4), title: 'Starostové regionu: vodovody a kanalizace', kind: 'call', organisationId: region, startsAt: officeHour(now, 2, 10), plannedMinutes: 90, recorded: false, watch: 'invited', lobby: 'guests', createdBy: who.environment },
			hosts: [who.environment],
			invited: [who.mosty, who.stramberk, who.bilovec],
			organisations: [at.mosty, at.stramberk, at.bilovec, at.hradec, at.rymarov, at.lutyne]
		},
		{
			row: { id: id(5), title: 'Primáři chirurgií krajských nemocnic', kind: 'call', organisationId: at.opava, startsAt: surgeons, plannedMinutes: 60, recorded: false, watch: 'invited', lobby: 'guests', state: 'ended', startedAt: surgeons, endedAt: new Date(surgeons.getTime() + 48 * MINUTE), createdBy: who.opava },
			hosts: [who.opava],
			invited: [who.havirov, who.karvina, who.orlova, who.krnov, who.trinec]
		},
		{
			row: { id: id(6), title: 'Školení nových úředníků obcí', kind: 'call', organisationId: region, startsAt: officeHour(now, -1, 13), plannedMinutes: 45, recorded: false, watch: 'invited', lobby: 'guests', state: 'cancelled', cancelledAt: officeHour(now, -2, 8), cancelReason: 'Přesunuto na příští měsíc.', createdBy: who.office },
			hosts: [who.office],
			invited: [who.mosty, who.stramberk]
		}
	];
}
