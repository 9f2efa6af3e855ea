/** Ids of the demo region's organisations, whose file the portal imports (`org-11` becomes …0011): the demo's meetings name them. */
const id = (n: number) => `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`;

export const region = id(1);

export const demoOrganisation = { health: id(2), environment: id(3), havirov: id(11), karvina: id(12), orlova: id(13), krnov: id(14), opava: id(15), trinec: id(16), bilovec: id(21), stramberk: id(22), mosty: id(23), hradec: id(24), rymarov: id(25), lutyne: id(26) };
