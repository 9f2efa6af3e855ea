/** A person's data as one ZIP, written while the browser takes it. */
import type { MyDataFile, MyDataQuestion } from '#lib/my-data.ts';
import { makeZip } from 'client-zip';

async function* lines(rows: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
	const encoder = new TextEncoder();
	for await (const row of rows) yield encoder.encode(`${JSON.stringify(row)}\n`);
}

/** `readme`: what README.txt says. Files are read one after another, when the browser has taken the one before. */
export function dataZip({ files, readme, question }: { files: readonly MyDataFile[]; readme: string; question: MyDataQuestion }): ReadableStream<Uint8Array> {
	async function* entries() {
		const lastModified = question.now;
		yield { name: 'README.txt', lastModified, input: readme };
		for (const { name, rows } of files) yield { name, lastModified, input: lines(rows(question)) };
	}
	return makeZip(entries());
}
