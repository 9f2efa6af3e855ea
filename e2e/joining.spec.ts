import { expect } from '@playwright/test';
import { test } from './journey.ts';
import { planMeeting, unique } from './meetings.ts';
import { people, signIn } from './people.ts';
import { enter, expectSeenAndHeard } from './room.ts';
import { holdAnswers, ROUND_TRIPS } from './signalling.ts';

test('picture and sound of the other come after at most four round trips of signalling', async ({ browser }) => {
	const host = await signIn(browser, 'secretary');
	const meeting = await planMeeting(host.page, { title: unique('Rychlý vstup'), invited: [people.member.name], recorded: false });
	await host.page.goto(`/meetings/${meeting}/room`);
	await enter(host.page);
	await expect(host.page.getByTestId('tile')).toHaveCount(1);

	const member = await signIn(browser, 'member');
	const unanswered = await holdAnswers(member.page);
	await member.page.goto(`/meetings/${meeting}/room`);
	await enter(member.page);
	await expectSeenAndHeard(member.page, 1);
	expect(unanswered).toEqual(expect.arrayContaining(['connectTransport', 'consumerReady', 'view']));
	expect(ROUND_TRIPS).toBeLessThanOrEqual(4);
});
