import { expect, it } from 'vitest';
import { namedBy, providersFor } from './providers-for.ts';

const named = (name: string, ...emailDomains: string[]) => ({ id: name, name, emailDomains });
const few = [named('kraj', 'kraj.cz'), named('nemocnice', 'nemocnice.cz', 'klinika.cz')];
const many = [...few, named('obec', 'obec.cz'), named('škola', 'skola.cz'), named('kdokoli')];

it.each([
	['a few: all of them', few, '', ['kraj', 'nemocnice']],
	['a few, an address of one: that one', few, 'Jan@KLINIKA.cz ', ['nemocnice']],
	['a few, an address of none: all of them', few, 'jan@jinde.cz', ['kraj', 'nemocnice']],
	['many: those that are for everybody', many, '', ['kdokoli']],
	['many, an address of one: that one', many, 'jan@obec.cz', ['obec']],
	['many, half an address', many, 'jan@obec', ['kdokoli']],
	['none', [], 'jan@kraj.cz', []]
])('%s', (_, providers, email, expected) => expect(providersFor(providers, email).map(({ name }) => name)).toEqual(expected));

it.each([
	['an address of its domain', 'kdokoli@KLINIKA.cz', 'nemocnice'],
	['an address of none', 'jan@jinde.cz', undefined],
	['a domain that only ends alike', 'jan@velka-klinika.cz', undefined],
	['no address', 'klinika.cz', undefined]
])('a provider is named by %s', (_, email, expected) => expect(namedBy(few, email)?.name).toBe(expected));
