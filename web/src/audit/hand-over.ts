import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { setTimeout as wait } from 'node:timers/promises';
import { auditExport, type Database } from '@sal/db';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { audit } from '#lib/server/audit.ts';
import type { Logger } from '#lib/server/log.ts';
import { frameOf } from './cef.ts';
import { asLogJob } from './house.ts';

/** Entries that are sent in one connection. */
const BATCH = 500;
const NAME = 'syslog';

const text = v.nullable(v.string());
const count = v.pipe(v.union([v.string(), v.number()]), v.transform(Number));
const handed = v.object({
	seq: count, id: count, at: v.pipe(v.union([v.string(), v.date()]), v.transform((at) => new Date(at))), action: v.string(), outcome: v.picklist(['done', 'refused', 'failed']), actorKind: v.string(),
	person: text, name: text, represented: text, address: text, objectKind: text, objectId: text, organisationId: text, requestId: text
});

export interface SyslogServer {
	host: string;
	port: number;
	/** PEM of the authority that vouches for the server; the system's own when undefined. */
	ca?: string;
}

interface HandOver {
	db: Database;
	server: SyslogServer;
	/** Name of this machine in the messages. */
	host: string;
}

/** Sends the bytes over TLS. They count as received when the server has read to our end and closed its own side without an error. */
async function send({ host, port, ca }: SyslogServer, bytes: Buffer): Promise<void> {
	const socket = connect({ host, port, ca, ...(isIP(host) === 0 && { servername: host }), timeout: 20_000 });
	socket.once('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)));
	try {
		await once(socket, 'secureConnect');
		socket.resume();
		socket.end(bytes);
		await once(socket, 'end');
	} finally {
		socket.destroy();
	}
}

/**
 * Hands the next entries to the syslog server, in the order of the chain. How far it came is kept afterwards, so that each entry arrives at
 * least once whatever fails in between. Answers with how many they were. Throws what the connection throws.
 */
export async function handOver({ db, server, host }: HandOver): Promise<number> {
	const rows = await asLogJob(db, (tx) =>
		tx.execute(sql`
			select c.seq, e.id, e.at, e.action, e.outcome, e.actor_kind as "actorKind", p.person, p.name, p.represented, p.address, e.object_kind as "objectKind", e.object_id as "objectId", e.organisation_id as "organisationId", e.request_id as "requestId"
			from audit_chain c join audit_entry e on e.id = c.entry_id left join audit_personal p on p.entry_id = e.id
			where c.seq > coalesce((select seq from audit_export where name = ${NAME}), 0) order by c.seq limit ${BATCH}`)
	);
	const entries = v.parse(v.array(handed), [...(rows ?? [])]);
	const last = entries.at(-1);
	if (!last) return 0;
	await send(server, Buffer.concat(entries.map((entry) => frameOf(entry, host))));
	await asLogJob(db, async (tx) => {
		const done = { seq: last.seq, at: new Date(), failingSince: null, error: null };
		const [before] = await tx.select({ seq: auditExport.seq, failing: auditExport.failingSince }).from(auditExport);
		// The first time, and the end of an outage: an entry for every batch would be an entry to hand over.
		if (!before || before.failing) await audit(tx, { action: 'log.sent', detail: { to: `${server.host}:${server.port}`, upTo: last.seq } });
		await tx.insert(auditExport).values({ name: NAME, ...done }).onConflictDoUpdate({ target: auditExport.name, set: done });
	});
	return entries.length;
}

/** Hands the log over as it grows, until it is stopped. A server that is away is tried again; nothing is left out. */
export function startHandingOver({ log, every = 2000, ...task }: HandOver & { log: Logger; every?: number }): { stop(): Promise<void> } {
	const stopping = new AbortController();
	const fail = async (error: unknown): Promise<void> => {
		const message = error instanceof Error ? error.message : String(error);
		const row = { failingSince: new Date(), error: message.slice(0, 500) };
		const known = await asLogJob(task.db, async (tx) => {
			const [before] = await tx.select({ failing: auditExport.failingSince }).from(auditExport);
			if (!before?.failing) await tx.insert(auditExport).values({ name: NAME, ...row }).onConflictDoUpdate({ target: auditExport.name, set: row });
			return before?.failing;
		});
		if (!known) log.error({ err: error }, 'the log could not be handed to the syslog server; it is tried again');
	};
	const run = async (): Promise<void> => {
		while (!stopping.signal.aborted) {
			const sent = await handOver(task).catch((error: unknown) => fail(error).catch((second: unknown) => log.error({ err: second }, 'handing over the log failed')));
			if (sent !== BATCH) await wait(every, undefined, { signal: stopping.signal }).catch(() => undefined);
		}
	};
	const running = run();
	return {
		async stop() {
			stopping.abort();
			await running;
		}
	};
}
