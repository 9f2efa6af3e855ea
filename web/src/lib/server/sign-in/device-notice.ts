import { person, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import { m } from '#lib/paraglide/messages.js';
import { deviceWords } from '#lib/sign-in/device.ts';
import { notify } from '../notify.ts';
import { sendMail } from '../mail.ts';

/** Tells somebody that their account was opened in a browser not seen before: by mail, in their language, and on the portal; in the sign-in's own transaction. */
export async function tellOfDevice(tx: Tx, { personId, userAgent, address, now, origin }: { personId: string; userAgent: string; address: string; now: Date; origin: string }): Promise<void> {
	const [who] = await tx.select({ email: person.email, name: person.name, locale: person.locale }).from(person).where(eq(person.id, personId));
	if (!who) return;
	await notify(tx, { people: [personId], kind: 'account.new-sign-in', data: { at: now.toISOString(), device: deviceWords(userAgent), address }, href: '/account/sessions' });
	const locale = who.locale ?? 'cs';
	const at = new Intl.DateTimeFormat(locale === 'cs' ? 'cs-CZ' : 'en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Prague' }).format(now);
	const device = deviceWords(userAgent) || m.login_device_unknown({}, { locale });
	await sendMail(tx, {
		to: who.email,
		locale,
		subject: m.login_device_subject({}, { locale }),
		text: m.login_device_text({ name: who.name, at, device, address, sessions: `${origin}/account/sessions`, security: `${origin}/account/security` }, { locale })
	});
}
