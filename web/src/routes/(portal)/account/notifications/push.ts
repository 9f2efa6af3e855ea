/** Web Push in this browser (Push API). */

export type PushState = 'unsupported' | 'denied' | 'off' | 'on';

const WORKER = '/push.js';

/** Whether this browser is woken, may be, or cannot. */
export async function stateHere(): Promise<PushState> {
	if (!('serviceWorker' in navigator) || !('PushManager' in window)) return 'unsupported';
	if (Notification.permission === 'denied') return 'denied';
	return (await current()) ? 'on' : 'off';
}

/** Asks the person, then the browser's push service, then tells the portal. @throws when the service or the portal cannot be reached */
export async function enable(pushKey: string): Promise<PushState> {
	if ((await Notification.requestPermission()) !== 'granted') return 'denied';
	await navigator.serviceWorker.register(WORKER);
	const registration = await navigator.serviceWorker.ready;
	const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: pushKey });
	try {
		await tell({ on: true, ...subscription.toJSON() });
	} catch (error) {
		// Otherwise it would look switched on here, and nothing would ever come.
		await subscription.unsubscribe();
		throw error;
	}
	return 'on';
}

/** The portal first: an address that it keeps would only be tried in vain. @throws when the portal cannot be reached */
export async function disable(): Promise<PushState> {
	const subscription = await current();
	if (!subscription) return 'off';
	await tell({ on: false, endpoint: subscription.endpoint });
	await subscription.unsubscribe();
	return 'off';
}

async function current(): Promise<PushSubscription | null> {
	const registration = await navigator.serviceWorker.getRegistration();
	return (await registration?.pushManager.getSubscription()) ?? null;
}

async function tell(body: object): Promise<void> {
	const answer = await fetch('/notifications/subscription', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
	if (!answer.ok) throw new Error(`the portal answered ${answer.status}`);
}
