/** Rules of procedure as fields of a form, `quorum.numerator` for what stands inside, and back. */
import * as v from 'valibot';
import type { BodyKind } from '@sal/db';
import { m } from '#lib/paraglide/messages.js';
import { belowTheLaw, procedureSchema, type BelowTheLaw, type Procedure } from '../procedure.ts';

type Leaf = string | number | boolean | null;

function leaves(value: unknown, path = ''): [path: string, value: Leaf][] {
	if (typeof value !== 'object' || value === null) return [[path, value as Leaf]];
	return Object.entries(value).flatMap(([name, each]) => leaves(each, path === '' ? name : `${path}.${name}`));
}

/** What the fields show. No limit is an empty field. */
export const toFields = (rules: Procedure): Record<string, string> => Object.fromEntries(leaves(rules).map(([path, value]) => [path, value === null ? '' : value === true ? 'on' : value === false ? 'off' : String(value)]));

/** Fields in which nothing means no limit. */
const unlimited = /^(?:itemMinutes|voteSeconds|speaking\.\w+\.turns)$/;

function valueOf(path: string, text: string, before: Leaf): unknown {
	if (typeof before === 'boolean') return text === 'on';
	if (unlimited.test(path)) return text.trim() === '' ? null : Number(text);
	// An empty field is no number, though JavaScript makes it nought.
	return typeof before === 'number' ? (text.trim() === '' ? Number.NaN : Number(text)) : text;
}

/** Rules with what was typed in; what the form does not have stays as in `before`. Answers with the rules, or with a sentence at each wrong field: also where they go below the law, with the paragraph. */
export function fromFields({ kind, before, form }: { kind: BodyKind; before: Procedure; form: FormData }): { ok: true; settings: Procedure } | { ok: false; errors: Record<string, string> } {
	const settings = structuredClone(before) as unknown as Record<string, unknown>;
	for (const [path, value] of leaves(before)) {
		const typed = form.get(path);
		// A switch that is off is not sent.
		if (typeof value === 'boolean') put(settings, path, valueOf(path, typed === 'on' ? 'on' : 'off', value));
		else if (typeof typed === 'string') put(settings, path, valueOf(path, typed, value));
	}
	const parsed = v.safeParse(procedureSchema, settings);
	if (!parsed.success) return { ok: false, errors: Object.fromEntries(parsed.issues.map((issue) => [v.getDotPath(issue) ?? '', sentence(issue)])) };
	const below = belowTheLaw({ kind, settings: parsed.output });
	return below.length === 0 ? { ok: true, settings: parsed.output } : { ok: false, errors: Object.fromEntries(below.map((each) => [fieldOf[each.field], lawSays(each)])) };
}

function put(into: Record<string, unknown>, path: string, value: unknown): void {
	const [name = '', ...rest] = path.split('.');
	if (rest.length === 0) into[name] = value;
	else put(into[name] as Record<string, unknown>, rest.join('.'), value);
}

function sentence({ type, requirement }: { type: string; requirement?: unknown }): string {
	if (type === 'min_value') return m.council_rules_least({ least: Number(requirement) });
	if (type === 'max_value') return m.council_rules_most({ most: Number(requirement) });
	if (type === 'number' || type === 'integer') return m.council_rules_whole();
	return m.council_rules_wrong();
}

const fieldOf: Record<BelowTheLaw['field'], string> = { publicationDays: 'publicationDays', crisisPublicationDays: 'crisisPublicationDays', quorum: 'quorum.numerator', resolution: 'thresholds.resolution.numerator', minutesDays: 'minutesDays' };

function lawSays({ field, law, least }: BelowTheLaw): string {
	const cite = { paragraph: law.paragraph, act: law.act };
	if (field === 'minutesDays') return m.council_rules_law_most({ ...cite, most: least });
	return field === 'quorum' || field === 'resolution' ? m.council_rules_law_majority(cite) : m.council_rules_law_least({ ...cite, least });
}
