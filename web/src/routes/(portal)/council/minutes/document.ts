/** Minutes as a document: blocks of plain text, each knowing what of the session it tells. The exact JSON of a version is what is signed. */
import * as v from 'valibot';

export const blockKinds = ['title', 'heading', 'subheading', 'paragraph', 'list'] as const;
export type BlockKind = (typeof blockKinds)[number];
/** What the law asks minutes to contain, and what else the draft tells apart. */
export const topics = ['opening', 'present', 'verifiers', 'agenda', 'item', 'speech', 'motion', 'vote', 'resolution', 'conflict', 'note', 'end'] as const;
export type Topic = (typeof topics)[number];

const text = v.pipe(v.string(), v.maxLength(20_000), v.transform((value) => value.replaceAll('\0', '').replaceAll('\r\n', '\n')));

export const blockSchema = v.object({
	id: v.pipe(v.string(), v.regex(/^[\w-]{1,60}$/)),
	kind: v.picklist(blockKinds),
	/** Of a list: one entry a line. `[[…]]` encloses what the public version leaves out. */
	text,
	topic: v.nullable(v.picklist(topics)),
	/** The item, vote or resolution that it tells of. */
	ref: v.nullable(v.pipe(v.string(), v.uuid())),
	/** When it happened, in ms since 1970: the recording is played from there. */
	at: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
	/** It happened in the closed part: the public version tells only that there was one. */
	closed: v.boolean()
});
export type Block = v.InferOutput<typeof blockSchema>;

/** A council of 65 that sat for two days had some 900 blocks. */
const MOST_BLOCKS = 5_000;

export const documentSchema = v.object({ format: v.literal('sal-minutes/1'), blocks: v.pipe(v.array(blockSchema), v.maxLength(MOST_BLOCKS)) });
export type MinutesDocument = v.InferOutput<typeof documentSchema>;

/** The exact text of a document: always the same for the same document, in the order of the schema. @throws {v.ValiError} when it is none */
export const documentText = (document: unknown): string => JSON.stringify(v.parse(documentSchema, document));

/** @throws {v.ValiError} when the text holds no document */
export const parseDocument = (content: string): MinutesDocument => v.parse(v.pipe(v.string(), v.parseJson(), documentSchema), content);

/** The entries of a list, without empty ones. */
export const entries = ({ text }: Pick<Block, 'text'>): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
