/** What a check of the log may find, and how it is said. */
import type { AuditFinding as Finding, AuditFindingKind as FindingKind } from '@sal/db';

export type { Finding };

export interface LogReport {
	whole: boolean;
	/** Links of the chain that were read. */
	entries: number;
	checkpoints: number;
	/** Never more than {@link MOST_FINDINGS}. */
	findings: Finding[];
}

/** Whoever has replaced a log finds the same fault a million times; the first ones tell where. */
export const MOST_FINDINGS = 20;

type Say = (finding: Record<'entry' | 'seq' | 'checkpoint', string>) => string;
const sentences: Record<'cs' | 'en', Record<FindingKind, Say>> = {
	cs: {
		'changed': ({ entry, seq }) => `Záznam č. ${entry} (pořadí ${seq}) byl změněn, nebo záznam těsně před ním.`,
		'personal-changed': ({ entry }) => `U záznamu č. ${entry} byly změněny osobní údaje.`,
		'removed': ({ entry, seq }) => `Záznam č. ${entry} (pořadí ${seq}) byl smazán.`,
		'gap': ({ seq }) => `V řetězu chybí pořadí ${seq}.`,
		'inserted': ({ entry }) => `Záznam č. ${entry} byl vložen mimo řetěz.`,
		'erasure-untold': ({ entry }) => `Osobní údaje vymazané záznamem č. ${entry} nesouhlasí s tím, co říká.`,
		'truncated': ({ checkpoint, seq }) => `Konec záznamů chybí: kontrolní bod ${checkpoint} dosvědčuje pořadí až po ${seq}.`,
		'rewritten': ({ checkpoint, seq }) => `Záznamy do pořadí ${seq} byly přepsány: kontrolní bod ${checkpoint} dosvědčuje jiné.`,
		'bad-signature': ({ checkpoint }) => `Kontrolní bod ${checkpoint} nemá náš platný podpis.`,
		'checkpoint-missing': ({ checkpoint }) => `V úložišti chybí kontrolní bod ${checkpoint}.`
	},
	en: {
		'changed': ({ entry, seq }) => `Entry ${entry} (place ${seq}) was changed, or the one just before it.`,
		'personal-changed': ({ entry }) => `The personal data of entry ${entry} were changed.`,
		'removed': ({ entry, seq }) => `Entry ${entry} (place ${seq}) was removed.`,
		'gap': ({ seq }) => `Place ${seq} is missing in the chain.`,
		'inserted': ({ entry }) => `Entry ${entry} was inserted outside the chain.`,
		'erasure-untold': ({ entry }) => `The personal data erased by entry ${entry} are not those that it tells of.`,
		'truncated': ({ checkpoint, seq }) => `The end of the log is missing: checkpoint ${checkpoint} covers places up to ${seq}.`,
		'rewritten': ({ checkpoint, seq }) => `Entries up to place ${seq} were rewritten: checkpoint ${checkpoint} saw others.`,
		'bad-signature': ({ checkpoint }) => `Checkpoint ${checkpoint} has no valid signature of ours.`,
		'checkpoint-missing': ({ checkpoint }) => `Checkpoint ${checkpoint} is missing in the store.`
	}
};

/** One sentence about a finding. */
export const describeLogFinding = ({ kind, entry, seq, checkpoint }: Finding, locale: 'cs' | 'en'): string =>
	sentences[locale][kind]({ entry: String(entry ?? '?'), seq: String(seq ?? '?'), checkpoint: String(checkpoint ?? '?') });

/** One sentence about the whole. */
export function logVerdict({ whole, entries, checkpoints }: LogReport, locale: 'cs' | 'en'): string {
	const what = locale === 'cs' ? `${entries} záznamů, ${checkpoints} kontrolních bodů` : `${entries} entries, ${checkpoints} checkpoints`;
	if (locale === 'cs') return whole ? `Protokol je celý a nezměněný: ${what}.` : `Protokol není celý nebo byl změněn: ${what}.`;
	return whole ? `The log is whole and unchanged: ${what}.` : `The log is not whole or was changed: ${what}.`;
}
