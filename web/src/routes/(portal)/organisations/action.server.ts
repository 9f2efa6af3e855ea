/** A form action of this module: parse, authorise and write in one transaction, and say at the field what was wrong. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import type { PersonActor, Tx } from '@sal/db';
import type * as v from 'valibot';
import { unseenFields } from '#lib/changed-meanwhile.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { fieldOf } from './errors.ts';

/** Which form was refused, what was typed into it, and what was wrong: at fields, or as a whole. */
export interface Refused {
	form: string;
	values: Record<string, string>;
	errors: Record<string, string>;
	message: string | null;
}

interface Asked<Data> {
	tx: Tx;
	actor: PersonActor;
	data: Data;
	/** The id in the address; empty where it has none. */
	id: string;
	now: Date;
	locals: App.Locals;
}

interface Options<S extends v.GenericSchema> {
	form: string;
	schema: S;
	/** How a stored value is said to people; as it is, unless told otherwise. */
	inWords?: (field: string, value: string) => string;
	run(asked: Asked<v.InferOutput<S>>): Promise<unknown>;
	/** Once it is written: may redirect. */
	after?(done: { data: v.InferOutput<S>; id: string; result: unknown }): Promise<void> | void;
}

interface Event {
	request: Request;
	locals: App.Locals;
	params: Partial<Record<string, string>>;
}

export type Answer = { done: string } | ActionFailure<{ refused: Refused }>;

export function action<S extends v.GenericSchema>({ form: name, schema, run, after, inWords }: Options<S>): (event: Event) => Promise<Answer> {
	return async ({ request, locals, params }) => {
		const actor = requirePerson(locals.actor);
		const posted = await request.formData();
		const read = readForm({ schema, form: posted });
		if (!read.ok) return fail(422, { refused: { form: name, values: read.values, errors: read.errors, message: null } });
		const id = params.id === undefined ? '' : requireId(params.id);
		let result: unknown;
		try {
			result = await locals.tx((tx) => run({ tx, actor, data: read.data, id, now: new Date(), locals }));
		} catch (error) {
			const { status, code, message } = refusal(error);
			const field = fieldOf[code];
			const values = Object.fromEntries([...posted].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
			const unseen = unseenFields(error, inWords);
			if (unseen) return fail(status, { refused: { form: name, values: { ...values, seen: unseen.seen }, errors: unseen.errors, message } });
			return fail(status, { refused: { form: name, values, errors: field === undefined ? {} : { [field]: message }, message: field === undefined ? message : null } });
		}
		await after?.({ data: read.data, id, result });
		return { done: name };
	};
}
