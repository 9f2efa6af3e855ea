import { demoOrganisation as at, region } from './organisations.ts';

const id = (n: number) => `00000000-0000-4000-9000-0000000000${String(n).padStart(2, '0')}`;
/** Grants and affiliations have fixed ids too. */
const place = (n: number) => `00000000-0000-4000-b000-0000000000${String(n).padStart(2, '0')}`;
const person = (n: number, name: string, email: string, role: string | null, organisationId: string) => ({ id: id(n), affiliation: place(n), name, familyName: name.split(' ').at(-1) ?? name, email: `${email}@demo.sal.test`, role, organisationId });

/** Invented people, one or more in every role (null: a plain member of staff, an official). `.test` is reserved (RFC 6761): no mail can ever reach anybody. */
export const people = [
	person(1, 'Radim Holub', 'spravce', 'portal.admin', region),
	person(2, 'Ivana Řeháková', 'tajemnice', 'council.office', region),
	person(3, 'Josef Šimek', 'predsedajici', 'council.chair', region),
	person(4, 'Jana Nováková', 'novakova', 'council.member', region),
	person(5, 'Petr Žižka', 'zizka', 'council.member', region),
	person(6, 'Ludmila Čermáková', 'cermakova', 'council.member', region),
	person(7, 'Tomáš Ďuriš', 'duris', 'council.member', region),
	person(8, 'Alena Vávrová', 'archivarka', 'recordings.clerk', region),
	person(9, 'Karel Beneš', 'benes', null, at.health),
	person(10, 'Zdeňka Malá', 'mala', null, at.environment),
	person(11, 'MUDr. Eva Kučerová', 'kucerova', 'cases.clinician', at.havirov),
	person(12, 'MUDr. Jiří Šťastný', 'stastny', 'cases.clinician', at.karvina),
	person(13, 'MUDr. Martina Hájková', 'hajkova', 'cases.clinician', at.orlova),
	person(14, 'MUDr. Pavel Říha', 'riha', 'cases.clinician', at.krnov),
	person(15, 'MUDr. Lenka Blažková', 'blazkova', 'cases.clinician', at.opava),
	person(16, 'MUDr. Ondřej Wałach', 'walach', 'cases.clinician', at.trinec),
	person(17, 'Hana Pokorná', 'pokorna', 'recordings.clerk', at.opava),
	person(18, 'Miroslav Kotas', 'kotas', null, at.mosty),
	person(19, 'Věra Dvořáčková', 'dvorackova', null, at.stramberk),
	person(20, 'Stanislav Hrubý', 'hruby', null, at.bilovec),
	person(21, 'Dagmar Tichá', 'ticha', null, at.hradec)
] as const;

export const demoPerson = { admin: id(1), office: id(2), chair: id(3), members: [id(4), id(5), id(6), id(7)], clerk: id(8), health: id(9), environment: id(10), havirov: id(11), karvina: id(12), orlova: id(13), krnov: id(14), opava: id(15), trinec: id(16), mosty: id(18), stramberk: id(19), bilovec: id(20) };
