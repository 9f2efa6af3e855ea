/** A browser in a few words, from its User-Agent; enough to tell one's own browsers apart, and never trusted. */

const browsers: readonly [RegExp, string][] = [
	[/\bEdg(?:e|A|iOS)?\//, 'Edge'],
	[/\bOPR\/|\bOpera\b/, 'Opera'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\bFirefox\/|\bFxiOS\//, 'Firefox'],
	[/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];
const systems: readonly [RegExp, string][] = [
	[/\biPhone\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bAndroid\b/, 'Android'],
	[/\bWindows\b/, 'Windows'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
	[/\bLinux\b/, 'Linux']
];

const first = (table: readonly [RegExp, string][], text: string): string | undefined => table.find(([sign]) => sign.test(text))?.[1];

/** "Firefox · Windows"; what is not known is left out, and nothing at all is an empty text. */
export function deviceWords(userAgent: string): string {
	return [first(browsers, userAgent), first(systems, userAgent)].filter((word) => word !== undefined).join(' · ');
}
