/** Whom the accessibility statement names (Act 99/2019 Coll., section 8): a setting, because only whoever runs the portal knows. */
import { setting, withIdentity, type Database, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { contactSchema, type AccessibilityContact } from '#lib/accessibility-contact.ts';

export const CONTACT_KEY = 'accessibility-contact';

const none: AccessibilityContact = { name: '', email: '', phone: '' };

/** Empty where nothing was set, or what was is of no use any more. */
export async function readContact(tx: Tx): Promise<AccessibilityContact> {
	const [row] = await tx.select({ value: setting.value }).from(setting).where(eq(setting.key, CONTACT_KEY));
	const parsed = v.safeParse(contactSchema, row?.value);
	return parsed.success ? parsed.output : none;
}

/** For the statement, which everybody reads without an account. */
export const contactForStatement = (db: Database): Promise<AccessibilityContact> => withIdentity(db, readContact);
