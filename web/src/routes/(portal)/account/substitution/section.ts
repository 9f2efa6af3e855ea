import type { AccountSection } from '#lib/account-section.ts';
import { m } from '#lib/paraglide/messages.js';
import UsersRound from '@lucide/svelte/icons/users-round';

export const section: AccountSection = { title: m.organisations_account_substitution, href: '/account/substitution', icon: UsersRound, order: 40 };
