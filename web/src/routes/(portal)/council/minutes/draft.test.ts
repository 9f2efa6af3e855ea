import { describe, expect, it } from 'vitest';
import { checklist } from './checklist.rules.ts';
import { documentText, parseDocument } from './document.ts';
import { draftMinutes } from './draft.ts';
import { publicDocument } from './marks.rules.ts';
import { facts, ids, minute } from './session-facts.fixture.ts';

const document = draftMinutes(facts);
const lines = document.blocks.map(({ text }) => text);
const about = (ref: string, topic: string) => document.blocks.find((block) => block.ref === ref && block.topic === topic);

describe('minutes drafted from what happened', () => {
	it('say who, where, when and who presided', () => {
		expect(lines.slice(0, 2)).toEqual(['Zápis: 3. zasedání', 'Orgán: Zastupitelstvo kraje\nMísto: Velký sál\nZahájení: 20. listopadu 2026 v 9:00\nUkončení: 20. listopadu 2026 v 11:00\nPředsedající: Čeněk Předseda']);
	});

	it('say who was present when and how, who was excused and who was not there', () => {
		expect(lines).toContain('Při zahájení: 3 členové z 5, z toho 1 na dálku. K usnášeníschopnosti jich je třeba 3.');
		expect(lines).toContain('Čeněk Předseda: v sále 8:50–11:00\nEva Čermáková: na dálku 8:51–11:00; výpadek obrazu nebo zvuku 9:10–9:11\nJan Žák: v sále 8:52–9:20');
		expect(lines).toContain('Omluveni: Ota Řezník.');
		expect(lines).toContain('Nepřítomni bez omluvy: Dana Zástupná.');
	});

	it('have the agenda as it was approved, and what was withdrawn', () => {
		expect(lines).toContain('Program byl schválen v 9:02 v tomto znění:');
		expect(lines).toContain('1 Rozpočet\n2 Volba ředitele (zařazeno dodatečně)');
		expect(lines).toContain('Z programu bylo staženo: 3 Pozemky.');
	});

	it('tell each speech with the moment from which the recording plays it', () => {
		expect(document.blocks.filter(({ topic }) => topic === 'speech').map(({ text, at, ref }) => [text, at, ref])).toEqual([
			['9:06 Eva Čermáková (příspěvek)', minute(6), ids.budget],
			['9:09 [[Občanka Tichá]] (host)', minute(9), ids.budget]
		]);
	});

	it('tell an open vote by name and its result, an election by candidates', () => {
		const at = lines.indexOf('Hlasování č. 1 (veřejné) v 9:15: Rozpočet na rok 2027');
		expect(lines.slice(at, at + 3)).toEqual(['Hlasování č. 1 (veřejné) v 9:15: Rozpočet na rok 2027', 'Pro: 3 (Čeněk Předseda, Eva Čermáková, Jan Žák)\nProti: 0\nZdržel se: 0\nNehlasoval: 0', 'Výsledek: přijato (pro 3, třeba 3 z 5).']);
		expect(about(ids.election, 'vote')?.text).toBe('Hlasování č. 2 (volba) v 9:41: Volba ředitele');
		expect(lines).toContain('Alena Bílá: 2');
	});

	it('have resolutions with number and words, conflicts, departures, the closed part and the end', () => {
		expect(about(ids.resolution, 'resolution')?.text).toBe('Usnesení č. 3/1\nZastupitelstvo schvaluje rozpočet.');
		for (const line of ['Jan Žák oznamuje střet zájmů: příbuzný dodavatele.', '9:20 Odchod: Jan Žák.', '9:30 Začátek neveřejné části.', '9:40 Konec neveřejné části.', 'Zasedání bylo ukončeno v 11:00: program byl projednán.']) expect(lines).toContain(line);
	});

	it('contain everything that the law asks for', () => {
		const checked = checklist({ document, votes: [ids.vote, ids.election], resolutions: [ids.resolution], verifiers: 2, verifiersNeeded: 2 });
		expect(checked.filter(({ ok }) => !ok)).toEqual([]);
		const without = { ...document, blocks: document.blocks.filter(({ ref }) => ref !== ids.vote) };
		expect(checklist({ document: without, votes: [ids.vote, ids.election], resolutions: [ids.resolution], verifiers: 1, verifiersNeeded: 2 }).filter(({ ok }) => !ok)).toEqual([
			{ what: 'votes', ok: false, told: 1, of: 2 },
			{ what: 'verifiers', ok: false, told: 1, of: 2 }
		]);
	});

	it('tell the public of the closed part only that there was one, and of citizens no name', () => {
		const shown = publicDocument(document).blocks.map(({ text }) => text);
		expect(shown).toContain('9:30 Začátek neveřejné části.');
		expect(shown).toContain('9:09 (anonymizováno) (host)');
		expect(shown.join('\n')).not.toMatch(/Důvěrná|Tichá/);
		expect(shown.join('\n')).toContain('Eva Čermáková');
	});

	it('are the same whenever they are drafted, and come back from their text', () => {
		expect(documentText(draftMinutes(facts))).toBe(documentText(document));
		expect(parseDocument(documentText(document))).toEqual(document);
	});
});
