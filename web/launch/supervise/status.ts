import { renameSync, writeFileSync } from 'node:fs';

/** What other programs on this machine may know of a running Sál; `<data>/run/status.json`, readable for its account only. */
export interface Status {
	/** `ready` once the portal answers for the first time. */
	state: 'starting' | 'ready' | 'stopping';
	origin: string;
	mode: string;
	data: string;
	/** Undefined for what does not run at this moment or is not ours. */
	pids: Record<string, number | undefined>;
	ports: Record<string, number>;
	databaseUrl?: string;
	databaseOwnerUrl?: string;
	/** Superuser of our own PostgreSQL. */
	postgresUrl?: string;
	s3?: { endpoint: string; accessKey: string; secretKey: string };
	/** Password of the demo accounts, while demo data are in place. */
	demoPassword?: string;
}

/** Replaces the status in one step: a reader sees the old or the new one. */
export function writeStatus(file: string, status: Status): void {
	const fresh = `${file}.new`;
	writeFileSync(fresh, JSON.stringify(status, null, '\t'), { mode: 0o600 });
	renameSync(fresh, file);
}
