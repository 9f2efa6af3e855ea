import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { privateFolder } from './secrets.ts';

const run = promisify(execFile);
/** Browsers refuse longer-lived certificates of servers (398 days). */
const SERVER_DAYS = 390;
const AUTHORITY_DAYS = 3650;
/** Replaced at a start when fewer days than this are left. */
const RENEW_DAYS = 60;

export interface Certificate {
	cert: string;
	key: string;
	/** The authority that people must trust once. */
	authority: string;
}

/**
 * A local authority and a certificate from it for every name and address of this machine, made with openssl and kept in the data folder.
 * A new certificate is made when names have changed or the old one ends soon; the authority stays.
 */
export async function localCertificate({ folder, origin }: { folder: string; origin: string }): Promise<Certificate> {
	const at = (name: string) => join(privateFolder(folder), name);
	const files = { cert: at('server.pem'), key: at('server.key'), authority: at('authority.pem') };
	const names = certificateNames(origin);
	if (!existsSync(files.authority)) {
		await openssl(['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', at('authority.key'), '-out', files.authority, '-days', String(AUTHORITY_DAYS), '-subj', `/CN=Sál ${hostname()}`, '-addext', 'keyUsage=critical,keyCertSign,cRLSign']);
	}
	if (existsSync(files.cert) && stillGood(files.cert, names)) return files;
	const extensions = at('server.ext');
	writeFileSync(extensions, `subjectAltName=${names.join(',')}\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n`);
	await openssl(['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', files.key, '-out', at('server.csr'), '-subj', `/CN=${new URL(origin).hostname}`]);
	await openssl(['x509', '-req', '-in', at('server.csr'), '-CA', files.authority, '-CAkey', at('authority.key'), '-CAcreateserial', '-days', String(SERVER_DAYS), '-extfile', extensions, '-out', files.cert]);
	for (const name of ['server.csr', 'server.ext']) rmSync(at(name), { force: true });
	return files;
}

/** Names for the certificate: the origin's, this machine's, and all its addresses. */
export function certificateNames(origin: string): string[] {
	const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []).filter(({ scopeid }) => !scopeid).map(({ address }) => address);
	const all = [new URL(origin).hostname.replace(/^\[|\]$/g, ''), hostname(), 'localhost', ...addresses];
	return [...new Set(all)].map((name) => (isIP(name) ? `IP:${name}` : `DNS:${name}`));
}

function stillGood(file: string, names: string[]): boolean {
	const certificate = new X509Certificate(readFileSync(file));
	const left = Date.parse(certificate.validTo) - Date.now();
	return left > RENEW_DAYS * 86_400_000 && names.every((name) => (name.startsWith('IP:') ? certificate.checkIP(name.slice(3)) : certificate.checkHost(name.slice(4))) !== undefined);
}

const openssl = (args: string[]): Promise<unknown> => run('openssl', args, { env: { PATH: process.env.PATH } });

/** How people make their browsers trust the authority, for the terminal. */
export const trustAdvice = (authority: string): string => `Browsers do not know this authority yet: ${authority}
  Windows: certutil -addstore -f Root authority.pem · Debian: cp it to /usr/local/share/ca-certificates/sal.crt, then update-ca-certificates
  Firefox: Settings, Certificates, Authorities, Import · with a certificate of your own: SAL_TLS_CERT and SAL_TLS_KEY`;
