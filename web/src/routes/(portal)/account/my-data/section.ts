import type { AccountSection } from '#lib/account-section.ts';
import { m } from '#lib/paraglide/messages.js';
import FileUser from '@lucide/svelte/icons/file-user';

export const section: AccountSection = { title: m.account_data_title, href: '/account/my-data', icon: FileUser, order: 60 };
