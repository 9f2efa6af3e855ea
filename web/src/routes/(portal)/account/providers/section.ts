import type { AccountSection } from '#lib/account-section.ts';
import { m } from '#lib/paraglide/messages.js';
import KeyRound from '@lucide/svelte/icons/key-round';

export const section: AccountSection = { title: m.account_providers_title, href: '/account/providers', icon: KeyRound, order: 20 };
