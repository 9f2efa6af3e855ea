import type { ItemKind } from '@sal/db';
import { m } from '#lib/paraglide/messages.js';

export const kindInWords: Record<ItemKind, () => string> = {
	business: m.council_agenda_kind_business,
	procedure: m.council_agenda_kind_procedure,
	report: m.council_agenda_kind_report,
	election: m.council_agenda_kind_election,
	questions: m.council_agenda_kind_questions,
	break: m.council_agenda_kind_break
};
