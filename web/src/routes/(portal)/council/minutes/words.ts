/** The sentences of minutes. In Czech whatever the reader's language: minutes are an official document, and proceedings are held in Czech. */
import type { CouncilEvents } from '../events.ts';
import type { SpeechKind } from '../live.ts';

const ZONE = 'Europe/Prague';
const time = new Intl.DateTimeFormat('cs-CZ', { timeZone: ZONE, hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat('cs-CZ', { timeZone: ZONE, day: 'numeric', month: 'long', year: 'numeric' });

/** 9:05, in Prague. */
export const clock = (at: number): string => time.format(at);
/** 20. listopadu 2026 v 9:05, in Prague. */
export const moment = (at: number): string => `${day.format(at)} v ${time.format(at)}`;

/** 1 člen, 2 členové, 5 členů. */
export function counted(count: number, [one, few, many]: readonly [string, string, string]): string {
	const form = new Intl.PluralRules('cs').select(count);
	return `${count} ${form === 'one' ? one : form === 'few' ? few : many}`;
}

export const speech: Record<SpeechKind, string> = { ordinary: 'příspěvek', faction: 'příspěvek za klub', factual: 'faktická poznámka', reply: 'replika', guest: 'host' };
export const motion: Record<'main' | 'amendment' | 'procedural' | 'counter', string> = { main: 'Návrh usnesení', amendment: 'Pozměňovací návrh', procedural: 'Procedurální návrh', counter: 'Protinávrh' };
export const motionIn = (kind: string): string => (kind in motion ? motion[kind as keyof typeof motion] : 'Návrh');
export const speechIn = (kind: string): string => (kind in speech ? speech[kind as SpeechKind] : 'příspěvek');
export const mode = { hall: 'v sále', remote: 'na dálku' } as const;
export const gone: Record<CouncilEvents['presence.gone']['reason'], string> = {
	left: 'odchod',
	evidence: 'obraz nebo zvuk nebyl přenášen',
	clerk: 'zapsala kancelář',
	chair: 'rozhodl předsedající',
	'media-server': 'výpadek spojení na straně serveru'
};
export const ended: Record<CouncilEvents['session.ended']['reason'], string> = { 'agenda-done': 'program byl projednán', 'no-quorum': 'orgán nebyl usnášeníschopný', adjourned: 'zasedání bylo přerušeno a bude pokračovat' };
export const presiding: Record<CouncilEvents['session.presiding']['reason'], string> = { 'handed-over': 'předáním', 'taken-over': 'převzetím', lost: 'po ztrátě spojení předsedajícího' };
