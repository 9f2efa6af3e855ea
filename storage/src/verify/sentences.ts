import type { Finding, FindingKind, VerifyReport } from './findings.ts';

export type Locale = 'cs' | 'en';
type Words = Record<Locale, string>;

/** What each finding means to a clerk, and what to do. `{what}` is the file, `{when}` the part of the recording. */
const sentences: Record<FindingKind, Words> = {
	changed: {
		cs: '{what} má jiný obsah, než byl zaznamenán{when}. Tato část už není důkazem; obnovte ji ze zálohy.',
		en: '{what} holds other content than was recorded{when}. This part is no longer evidence; restore it from a backup.'
	},
	unreadable: {
		cs: '{what} nelze z úložiště přečíst{when}: data na disku jsou poškozená. Obnovte je ze zálohy.',
		en: '{what} cannot be read from the store{when}: its data on the disk are damaged. Restore them from a backup.'
	},
	missing: {
		cs: '{what} v úložišti chybí{when}. Obnovte ho ze zálohy.',
		en: '{what} is missing from the store{when}. Restore it from a backup.'
	},
	superseded: {
		cs: 'Přes {what} někdo nahrál novější verzi. Zaznamenaná verze zůstala pod ní neporušená; zjistěte, kdo a proč to udělal.',
		en: 'Somebody put a newer version over {what}. The recorded version lies below it unharmed; find out who did it and why.'
	},
	hidden: {
		cs: '{what} někdo smazal, ale zaznamenaná verze je zamčená a zůstala neporušená. Odstraňte značku smazání a zjistěte, kdo to udělal.',
		en: 'Somebody deleted {what}, but the recorded version is locked and unharmed. Remove the delete marker and find out who did it.'
	},
	'out-of-chain': {
		cs: 'Části souboru {what} na sebe nenavazují{when}: některá byla vynechána, zopakována nebo přehozena.',
		en: 'The pieces of {what} do not follow each other{when}: one was left out, repeated or moved.'
	},
	'manifest-signature': {
		cs: 'Soupis nahrávky ({what}) nemá platný podpis. Jeho obsahu nelze věřit.',
		en: 'The manifest of the recording ({what}) has no valid signature. What it says cannot be believed.'
	},
	'manifest-replaced': {
		cs: 'Soupis nahrávky ({what}) někdo nahradil jiným. Platí jen původní, podepsaná verze.',
		en: 'Somebody replaced the manifest of the recording ({what}). Only the original, signed version counts.'
	},
	'manifest-mismatch': {
		cs: 'Soupis balíčku ({what}) neodpovídá soupisu, který nahrávku uzavřel.',
		en: 'The package manifest ({what}) contradicts the manifest that closed the recording.'
	},
	unlocked: {
		cs: '{what} není zamčený tak dlouho, jak má být: dal by se smazat. Řekněte to správci.',
		en: '{what} is not locked as long as it should be: it could be deleted. Tell the operator.'
	},
	stray: {
		cs: 'Ve složce nahrávky leží {what}, který k ní nepatří. Nahrávky se to netýká.',
		en: 'In the folder of the recording lies {what}, which does not belong to it. The recording is not affected.'
	}
};

const verdicts = {
	untouched: {
		cs: 'Nahrávka je úplná a nezměněná.',
		en: 'The recording is whole and unchanged.'
	},
	whole: {
		cs: 'Nahrávka je úplná a její obsah nezměněný, ale v úložišti s ní někdo manipuloval:',
		en: 'The recording is whole and its content unchanged, but somebody tampered with it in the store:'
	},
	broken: {
		cs: 'Nahrávka není v pořádku:',
		en: 'The recording is not in order:'
	}
} satisfies Record<string, Words>;

/** The verdict in one sentence. */
export function verdict({ whole, untouched }: Pick<VerifyReport, 'whole' | 'untouched'>, locale: Locale): string {
	return verdicts[untouched ? 'untouched' : whole ? 'whole' : 'broken'][locale];
}

/** A finding in one or two plain sentences. */
export function describeFinding({ kind, key, file, from, to }: Finding, locale: Locale): string {
	const when = from === undefined || to === undefined ? '' : `${locale === 'cs' ? ' v čase ' : ' at '}${clock(from)}–${clock(to)}`;
	return sentences[kind][locale].replace('{what}', file ? `${file} (${key})` : key).replace('{when}', when);
}

/** Milliseconds as h:mm:ss. */
function clock(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const two = (value: number) => String(value).padStart(2, '0');
	return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
