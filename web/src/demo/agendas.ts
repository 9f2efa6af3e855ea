/** What the demo region's assembly has on its agenda. All of it is invented. */
import type { ItemInput } from '../routes/(portal)/council/agenda/store.server.ts';

const item = (title: string, change: Partial<ItemInput> = {}): ItemInput => ({ kind: 'business', title, rapporteurName: '', plannedMinutes: 15, proposal: '', closed: false, ...change });
const opening = item('Zahájení, určení ověřovatelů zápisu, schválení programu', { kind: 'procedure', plannedMinutes: 10, proposal: 'Zastupitelstvo kraje schvaluje program zasedání.' });
const questions = item('Dotazy, připomínky a podněty členů zastupitelstva', { kind: 'questions', plannedMinutes: 30 });

export const assemblyAgenda: ItemInput[] = [
	opening,
	item('Zpráva o plnění usnesení zastupitelstva kraje', { kind: 'report', rapporteurName: 'Josef Šimek', plannedMinutes: 10, proposal: 'Zastupitelstvo kraje bere na vědomí zprávu o plnění usnesení.' }),
	item('Rozpočtové opatření č. 4: navýšení prostředků na opravy silnic II. a III. třídy', { rapporteurName: 'Ing. Luděk Fiala', plannedMinutes: 25, proposal: 'Zastupitelstvo kraje schvaluje rozpočtové opatření č. 4, kterým se výdaje na opravy silnic II. a III. třídy zvyšují o 42 500 000 Kč.' }),
	item('Zapojení nemocnic kraje do společného nákupu sterilizační techniky', { rapporteurName: 'Karel Beneš', plannedMinutes: 20, proposal: 'Zastupitelstvo kraje rozhodlo o společném nákupu sterilizační techniky pro nemocnice zřizované krajem v předpokládané hodnotě 86 000 000 Kč bez DPH.' }),
	item('Změna č. 12 plánu rozvoje vodovodů a kanalizací', { rapporteurName: 'Zdeňka Malá', proposal: 'Zastupitelstvo kraje schvaluje změnu č. 12 plánu rozvoje vodovodů a kanalizací území kraje podle § 4 zákona č. 274/2001 Sb.' }),
	item('Dotační program na podporu místních knihoven', { rapporteurName: 'Mgr. Renata Bílá', proposal: 'Zastupitelstvo kraje vyhlašuje dotační program na podporu místních knihoven s objemem 6 000 000 Kč.' }),
	item('Volba předsedy kontrolního výboru', { kind: 'election', plannedMinutes: 20, proposal: 'Zastupitelstvo kraje volí předsedu kontrolního výboru.' }),
	item('Soudní spor o vypořádání pozemků pod silnicí', { rapporteurName: 'Mgr. Štěpán Kolář', plannedMinutes: 20, proposal: 'Zastupitelstvo kraje schvaluje uzavření soudního smíru.', closed: true }),
	questions
];

export const boardAgenda: ItemInput[] = [
	item('Zahájení a schválení programu', { kind: 'procedure', plannedMinutes: 5 }),
	item('Výběr dodavatele zateplení domova pro seniory', { rapporteurName: 'Bc. Olga Zemanová', proposal: 'Rada kraje rozhodla o výběru dodavatele zateplení domova pro seniory.' }),
	item('Vyřazení nepotřebného majetku nemocnic', { rapporteurName: 'Karel Beneš', proposal: 'Rada kraje souhlasí s vyřazením nepotřebného majetku podle přílohy.' })
];
