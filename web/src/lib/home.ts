import type { PersonActor, Tx } from '@sal/db';
import type { User } from '#lib/server/auth.ts';

/**
 * What a module shows on the home page: `export const home: HomeLoader = …` in `routes/(portal)/<id>/home.server.ts`.
 * Plain data, so that the frame draws all modules alike.
 */
export type HomeLoader = (options: { tx: Tx; actor: PersonActor; user: User; now: Date }) => Promise<HomeSection[]>;

export interface HomeSection {
	/** Where it stands: what goes on and comes next, what this person is waited for (left out when there is nothing), what is new. */
	kind: 'now' | 'waiting' | 'changed';
	title: string;
	/** "All of it": where the title's link goes. */
	href: string;
	order: number;
	/** Said when there are no cards: what to do. */
	empty: string;
	cards: HomeCard[];
}

export interface HomeCard {
	title: string;
	href: string;
	/** One line below the title: time, organisation, people. */
	text: string;
	badge?: { text: string; tone: 'neutral' | 'accent' | 'good' | 'warn' | 'bad' };
	/** The one thing to do now. */
	action?: { text: string; href: string };
}
