import * as v from 'valibot';
import { expect, it } from 'vitest';
import { contactSchema } from './accessibility-contact.ts';

const contact = (change: Record<string, string>) => v.safeParse(contactSchema, { name: 'Krajský úřad', email: 'pristupnost@kraj.test', phone: '+420 595 622 222', ...change });

it.each([
	['all three', {}, undefined],
	['none', { name: '', email: '', phone: '' }, undefined],
	['spaces around', { email: '  pristupnost@kraj.test ' }, undefined],
	['no address', { email: 'pristupnost' }, 'email'],
	['words for a number', { phone: 'zavolejte' }, 'phone'],
	['too long a name', { name: 'x'.repeat(201) }, 'name']
])('%s', (_, change, wrong) => expect(contact(change).issues?.map(({ path }) => path?.[0]?.key)).toEqual(wrong === undefined ? undefined : [wrong]));
