/** Ids of the demo region's people, whose file the portal imports (`os-11` becomes …0011): the demo's meetings name them. */
const id = (n: number) => `00000000-0000-4000-9000-0000000000${String(n).padStart(2, '0')}`;

export const demoPerson = { admin: id(1), office: id(2), chair: id(3), members: [id(4), id(5), id(6), id(7)], clerk: id(8), health: id(9), environment: id(10), havirov: id(11), karvina: id(12), orlova: id(13), krnov: id(14), opava: id(15), trinec: id(16), mosty: id(18), stramberk: id(19), bilovec: id(20) };
