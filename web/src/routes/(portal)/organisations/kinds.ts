/** Kinds of organisation in the order in which forms offer them, with what stands for each on the page. */
import { m } from '#lib/paraglide/messages.js';
import BookOpen from '@lucide/svelte/icons/book-open';
import Building from '@lucide/svelte/icons/building';
import Building2 from '@lucide/svelte/icons/building-2';
import Bed from '@lucide/svelte/icons/bed';
import DoorOpen from '@lucide/svelte/icons/door-open';
import GraduationCap from '@lucide/svelte/icons/graduation-cap';
import HeartHandshake from '@lucide/svelte/icons/heart-handshake';
import Hospital from '@lucide/svelte/icons/hospital';
import House from '@lucide/svelte/icons/house';
import Landmark from '@lucide/svelte/icons/landmark';
import Link from '@lucide/svelte/icons/link';
import MapPin from '@lucide/svelte/icons/map-pin';
import Route from '@lucide/svelte/icons/route';
import type { OrganisationKind } from '@sal/db';
import type { Component } from 'svelte';

interface KindLook {
	label: () => string;
	icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
}

export const kindLooks: Record<OrganisationKind, KindLook> = {
	'region': { label: m.organisations_kind_region, icon: Landmark },
	'department': { label: m.organisations_kind_department, icon: Building2 },
	'hospital': { label: m.organisations_kind_hospital, icon: Hospital },
	'site': { label: m.organisations_kind_site, icon: MapPin },
	'ward': { label: m.organisations_kind_ward, icon: Bed },
	'workplace': { label: m.organisations_kind_workplace, icon: DoorOpen },
	'school': { label: m.organisations_kind_school, icon: GraduationCap },
	'social-care': { label: m.organisations_kind_social_care, icon: HeartHandshake },
	'roads': { label: m.organisations_kind_roads, icon: Route },
	'culture': { label: m.organisations_kind_culture, icon: BookOpen },
	'municipality': { label: m.organisations_kind_municipality, icon: House },
	'external': { label: m.organisations_kind_external, icon: Link },
	'other': { label: m.organisations_kind_other, icon: Building }
};
export const kinds = Object.keys(kindLooks) as OrganisationKind[];
export const isKind = (value: string): value is OrganisationKind => Object.hasOwn(kindLooks, value);
