// The service worker: shows what the portal pushes, and opens it. It caches nothing and answers no request.

self.addEventListener('push', (event) => {
	const { title, body, tag, href } = event.data.json();
	event.waitUntil(self.registration.showNotification(title, { body, tag, data: { href }, icon: '/icon.svg' }));
});

self.addEventListener('notificationclick', (event) => {
	event.notification.close();
	const address = new URL(event.notification.data.href, self.location.origin);
	// Whatever a message says, nothing but the portal is opened.
	if (address.origin === self.location.origin) event.waitUntil(self.clients.openWindow(address.href));
});
