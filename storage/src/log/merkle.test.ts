import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consistencyProof, EMPTY_ROOT, inclusionProof, leafHash, nodeHash, nodesOf, rootHash, verifyConsistency, verifyInclusion, type Hash, type ReadNodes } from './merkle.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
/** The definition of RFC 6962 § 2.1, word by word. */
function mth(leaves: readonly Hash[]): Hash {
	if (leaves.length === 0) return createHash('sha256').digest();
	if (leaves.length === 1) return leaves[0] as Hash;
	let k = 1;
	while (k * 2 < leaves.length) k *= 2;
	return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}
/** PATH(m, D[n]) and PROOF(m, D[n]), likewise. */
function path(m: number, leaves: readonly Hash[]): Hash[] {
	if (leaves.length <= 1) return [];
	let k = 1;
	while (k * 2 < leaves.length) k *= 2;
	return m < k ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))] : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}
function subproof(m: number, leaves: readonly Hash[], whole: boolean): Hash[] {
	if (m === leaves.length) return whole ? [] : [mth(leaves)];
	let k = 1;
	while (k * 2 < leaves.length) k *= 2;
	return m <= k ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))] : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}
const reader = (leaves: readonly Hash[]): ReadNodes => (nodes) => Promise.resolve(nodes.map(({ level, index }) => {
	const size = 2 ** level;
	// A complete subtree and nothing that is not there yet.
	expect(Number.isInteger(index)).toBe(true);
	expect((index + 1) * size).toBeLessThanOrEqual(leaves.length);
	return mth(leaves.slice(index * size, (index + 1) * size));
}));
const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => leafHash(Buffer.from(String(index))));

describe('the tree of the entries that Certificate Transparency is tested with', () => {
	const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex);
	const roots = [
		'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
		'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
		'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
		'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
		'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
		'4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
		'76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
		'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
		'5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
	];
	it.each(roots.map((root, size) => [size, root]))('of %i entries', async (size, root) => {
		const leaves = entries.slice(0, size).map(leafHash);
		expect((await rootHash(size, reader(leaves))).toString('hex')).toBe(root);
	});
	it('without entries is the hash of nothing', () => expect(EMPTY_ROOT.toString('hex')).toBe(roots[0]));
});

describe('the seven leaves of RFC 6962 § 2.1.3', () => {
	const [a, b, c, d, e, f, j] = leavesOf(7) as [Hash, Hash, Hash, Hash, Hash, Hash, Hash];
	const leaves = [a, b, c, d, e, f, j];
	const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)];
	const [k, l] = [nodeHash(g, h), nodeHash(i, j)];
	it.each([
		['d0', 0, [b, h, l]],
		['d3', 3, [c, g, l]],
		['d4', 4, [f, j, k]],
		['d6', 6, [i, k]]
	])('audit path for %s', async (_, index, expected) => expect(await inclusionProof({ index, size: 7 }, reader(leaves))).toEqual(expected));
	it.each([
		[3, [c, d, g, l]],
		[4, [l]],
		[6, [i, j, k]]
	])('consistency proof from %i leaves', async (from, expected) => expect(await consistencyProof({ from, to: 7 }, reader(leaves))).toEqual(expected));
});

describe('whatever the tree', () => {
	const sizes = fc.integer({ min: 1, max: 70 });
	it('root and proofs are those of the definition, and verify', async () => {
		await fc.assert(
			fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, some, other) => {
				const leaves = leavesOf(size);
				const [index, from] = [some % size, (other % size) + 1];
				const root = await rootHash(size, reader(leaves));
				expect(root).toEqual(mth(leaves));
				const inclusion = await inclusionProof({ index, size }, reader(leaves));
				expect(inclusion).toEqual(path(index, leaves));
				const leaf = leaves[index] as Hash;
				expect(verifyInclusion({ leaf, index, size, proof: inclusion, root })).toBe(true);
				const consistency = await consistencyProof({ from, to: size }, reader(leaves));
				expect(consistency).toEqual(subproof(from, leaves, true));
				expect(verifyConsistency({ from, to: size, proof: consistency, before: mth(leaves.slice(0, from)), after: root })).toBe(true);
			})
		);
	});

	it('nothing else is proven: not another leaf, place, size or root, nor by a longer, shorter or changed proof', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat(), async (size, some, other) => {
				const leaves = leavesOf(size);
				const index = some % size;
				const root = mth(leaves);
				const proof = await inclusionProof({ index, size }, reader(leaves));
				const said = { leaf: leaves[index] as Hash, index, size, proof, root };
				const changed = proof.map((hash, place) => (place === other % proof.length ? leafHash(hash) : hash));
				const wrong = [{ leaf: leafHash(Buffer.from('else')) }, { index: (index + 1) % size }, { index: -1 }, { index: index + 0.5 }, { size: index }, { root: EMPTY_ROOT }, { proof: changed }, { proof: proof.slice(1) }, { proof: [...proof, root] }];
				for (const each of wrong) expect(verifyInclusion({ ...said, ...each })).toBe(false);
				const from = (other % (size - 1)) + 1;
				const grown = { from, to: size, proof: await consistencyProof({ from, to: size }, reader(leaves)), before: mth(leaves.slice(0, from)), after: root };
				const rewritten = mth([leafHash(Buffer.from('rewritten')), ...leaves.slice(1, from)]);
				for (const each of [{ before: rewritten }, { after: EMPTY_ROOT }, { from: 0 }, { to: from - 1 }, { proof: [...grown.proof, root] }, { proof: grown.proof.slice(1) }]) expect(verifyConsistency({ ...grown, ...each }), JSON.stringify(each)).toBe(false);
			})
		);
	});

	it('a tree is made of complete subtrees beside each other, also beyond 2^32 leaves', () => {
		expect(nodesOf({ from: 0, to: 7 })).toEqual([{ level: 2, index: 0 }, { level: 1, index: 2 }, { level: 0, index: 6 }]);
		expect(nodesOf({ from: 0, to: 2 ** 40 + 1 })).toEqual([{ level: 40, index: 0 }, { level: 0, index: 2 ** 40 }]);
		expect(nodesOf({ from: 0, to: 0 })).toEqual([]);
	});

	it('what is not in the tree is not proven', async () => {
		for (const index of [-1, 3]) await expect(inclusionProof({ index, size: 3 }, reader(leavesOf(3)))).rejects.toThrow(RangeError);
		for (const from of [0, 4]) await expect(consistencyProof({ from, to: 3 }, reader(leavesOf(3)))).rejects.toThrow(RangeError);
	});
});
