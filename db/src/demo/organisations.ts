/** The demo region. Real names of places; everything else is invented. Ids are fixed, so that a second start finds its rows again. */
const id = (n: number) => `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`;

export const region = id(1);

export const organisations = [
	{ id: region, parentId: null, kind: 'region', name: 'Moravskoslezský kraj – krajský úřad' },
	{ id: id(2), parentId: region, kind: 'department', name: 'Odbor zdravotnictví' },
	{ id: id(3), parentId: region, kind: 'department', name: 'Odbor životního prostředí a zemědělství' },
	{ id: id(11), parentId: region, kind: 'hospital', name: 'Nemocnice Havířov' },
	{ id: id(12), parentId: region, kind: 'hospital', name: 'Nemocnice Karviná-Ráj' },
	{ id: id(13), parentId: region, kind: 'hospital', name: 'Nemocnice Orlová' },
	{ id: id(14), parentId: region, kind: 'hospital', name: 'Nemocnice Krnov' },
	{ id: id(15), parentId: region, kind: 'hospital', name: 'Nemocnice Opava' },
	{ id: id(16), parentId: region, kind: 'hospital', name: 'Nemocnice Třinec' },
	{ id: id(21), parentId: region, kind: 'municipality', name: 'Obec Bílovec' },
	{ id: id(22), parentId: region, kind: 'municipality', name: 'Obec Štramberk' },
	{ id: id(23), parentId: region, kind: 'municipality', name: 'Obec Mosty u Jablunkova' },
	{ id: id(24), parentId: region, kind: 'municipality', name: 'Obec Hradec nad Moravicí' },
	{ id: id(25), parentId: region, kind: 'municipality', name: 'Obec Rýmařov' },
	{ id: id(26), parentId: region, kind: 'municipality', name: 'Obec Dolní Lutyně' }
] as const;

export const demoOrganisation = { health: id(2), environment: id(3), havirov: id(11), karvina: id(12), orlova: id(13), krnov: id(14), opava: id(15), trinec: id(16), bilovec: id(21), stramberk: id(22), mosty: id(23), hradec: id(24), rymarov: id(25), lutyne: id(26) };
