/** What may become material of an agenda item, and what it is called. */

/** Largest file, in megabytes (10⁶ bytes): a plan of an area as PDF has some 50. */
export const MATERIAL_MB = 100;
export const MATERIAL_LIMIT = MATERIAL_MB * 1_000_000;

/** Kinds by their media type (by content): ending and what people call it. Office formats without macros, and pictures. */
export const materialKinds: Record<string, { ending: string; words: string; also?: readonly string[] }> = {
	'application/pdf': { ending: 'pdf', words: 'PDF' },
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { ending: 'docx', words: 'Word' },
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { ending: 'xlsx', words: 'Excel' },
	'application/vnd.openxmlformats-officedocument.presentationml.presentation': { ending: 'pptx', words: 'PowerPoint' },
	'application/vnd.oasis.opendocument.text': { ending: 'odt', words: 'ODT' },
	'application/vnd.oasis.opendocument.spreadsheet': { ending: 'ods', words: 'ODS' },
	'application/vnd.oasis.opendocument.presentation': { ending: 'odp', words: 'ODP' },
	'image/png': { ending: 'png', words: 'PNG' },
	'image/jpeg': { ending: 'jpg', words: 'JPEG', also: ['jpeg'] }
};

/** Endings that a file chooser offers; what a file really is, its content decides. */
export const endings = Object.values(materialKinds).flatMap(({ ending, also = [] }) => [ending, ...also]);

const MOST = 150;
// eslint-disable-next-line no-control-regex -- these are what is taken out
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\\/:*?"<>|]/g;

/**
 * A name that every system can save under, ending as the content says (`plán.pdf`): no folders, nothing that turns the reading direction round, composed letters (NFC).
 * The name without its ending is the title that the agenda lists.
 */
export function nameOf({ given, mediaType }: { given: string; mediaType: string }): { title: string; fileName: string } {
	const { ending, also = [] } = materialKinds[mediaType] ?? { ending: 'bin' };
	const clean = given.normalize('NFC').split(/[\\/]/).at(-1)?.replace(UNFIT, '').replace(/\s+/g, ' ').trim() ?? '';
	const own = [ending, ...also].find((each) => clean.toLowerCase().endsWith(`.${each}`));
	const stem = [...(own ? clean.slice(0, -own.length - 1) : clean)].slice(0, MOST).join('').replace(/^[. ]+|[. ]+$/g, '');
	const title = stem || 'podklad';
	return { title, fileName: `${title}.${ending}` };
}
