/** To whom the portal sends what a browser shows: the makers of browsers, or whom the operator names instead. */

/** Chromium, Firefox, Safari, Edge. */
export const KNOWN_SERVICES: readonly string[] = ['fcm.googleapis.com', '*.push.services.mozilla.com', '*.push.apple.com', '*.notify.windows.com'];

/**
 * Is this address one of a push service? `services` are host names, with `*.` for any one below, reached by https on its own port; or whole
 * origins (`http://127.0.0.1:4000`), which are taken as they stand.
 */
export function isPushService(endpoint: string, services: readonly string[]): boolean {
	const url = URL.parse(endpoint);
	if (!url || url.username || url.password) return false;
	return services.some((service) => (service.includes('://') ? url.origin === service : url.protocol === 'https:' && url.port === '' && isHost(url.hostname, service)));
}

const isHost = (host: string, service: string): boolean => (service.startsWith('*.') ? host.endsWith(service.slice(1)) && host.length >= service.length : host === service);
