import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

const text = (longest: number, missing: () => string) => v.pipe(v.string(), v.trim(), v.nonEmpty(missing), v.maxLength(longest, missing));
const id = v.pipe(v.string(), v.uuid());
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

/** `kraj.cz, nemocnice.cz` as a list in lower case. */
const domains = v.pipe(
	v.optional(v.string(), ''),
	v.transform((list) => [...new Set(list.toLowerCase().split(/[\s,;]+/).map((each) => each.replace(/^@/, '')).filter(Boolean))]),
	v.array(v.pipe(v.string(), v.regex(DOMAIN, () => m.admin_providers_domains_wrong()))),
	v.maxLength(50, () => m.admin_providers_domains_wrong())
);

/** A provider to be added. */
export const providerForm = v.object({
	id,
	name: text(80, () => m.admin_providers_name_missing()),
	issuer: v.pipe(v.string(), v.trim(), v.url(() => m.admin_providers_issuer_wrong()), v.regex(/^https?:\/\/[^?#]+$/, () => m.admin_providers_issuer_wrong()), v.maxLength(500, () => m.admin_providers_issuer_wrong())),
	clientId: text(300, () => m.admin_providers_client_missing()),
	clientSecret: text(500, () => m.admin_providers_secret_missing()),
	organisation: v.pipe(v.string(), v.uuid(() => m.admin_providers_organisation_missing())),
	domains,
	newcomers: v.pipe(v.optional(v.string()), v.transform((on) => on === 'on'))
});

/** What may be changed of a provider: everything but who it is (its issuer). An empty secret leaves the one that is there. */
export const settingsForm = v.object({
	id,
	name: text(80, () => m.admin_providers_name_missing()),
	clientId: text(300, () => m.admin_providers_client_missing()),
	clientSecret: v.pipe(v.optional(v.string(), ''), v.trim(), v.maxLength(500, () => m.admin_providers_secret_missing())),
	domains,
	newcomers: v.union([v.pipe(v.literal(''), v.transform(() => null)), v.pipe(v.string(), v.uuid(() => m.admin_providers_organisation_missing()))])
});

/** One provider of the list. */
export const oneForm = v.object({ id });
/** One provider and an organisation that it shall serve, or serve no more. */
export const bindForm = v.object({ id, organisation: v.pipe(v.string(), v.uuid(() => m.admin_providers_organisation_missing())) });
