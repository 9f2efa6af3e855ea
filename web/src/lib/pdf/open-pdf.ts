/** PDF.js, loaded by pages that show a PDF and by no others (import it dynamically). Everything it needs comes from our own origin. */
// First: what follows finds it in the global scope.
import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url&no-inline';
import { EventBus, GenericL10n, PDFLinkService, PDFViewer } from 'pdfjs-dist/web/pdf_viewer.mjs';
import 'pdfjs-dist/web/pdf_viewer.css';

GlobalWorkerOptions.workerSrc = worker;

/** Character maps of old Asian files, fonts that a file may leave out, and decoders of scanned pages: by name, fetched when a file needs one. */
const files = new Map(
	Object.entries(
		import.meta.glob<string>(['../../../../node_modules/pdfjs-dist/cmaps/*.bcmap', '../../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', '../../../../node_modules/pdfjs-dist/wasm/{jbig2,openjpeg,qcms_bg}.wasm'], {
			query: '?url&no-inline',
			import: 'default',
			eager: true
		})
	).map(([path, address]) => [path.split('/').at(-1), address])
);

/** As PDF.js asks for these files: by kind and name. */
class OwnFiles {
	async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
		const address = files.get(filename);
		const answer = address === undefined ? undefined : await fetch(address);
		if (!answer?.ok) throw new Error(`PDF.js asks for ${filename}, which is not here`);
		return new Uint8Array(await answer.arrayBuffer());
	}
}

/** Why a PDF cannot be shown: it wants a password, it is none or damaged, or it could not be fetched. */
export type PdfTrouble = 'password' | 'damaged' | 'away';

export interface OpenPdf {
	readonly pages: number;
	goTo(page: number): void;
	/** Times as large as it is; 0 fits the width. */
	zoom(factor: number): void;
	close(): void;
}

interface Opening {
	/** Of the file, for some minutes; read in ranges. */
	address: string;
	/** Scrolls; positioned absolutely. Its only child takes the pages. */
	container: HTMLDivElement;
	/** What a page is called for those who hear it. */
	pageName: (page: number) => string;
	onPage: (page: number) => void;
}

/** Shows a PDF: pages are drawn when they come into view and forgotten when they are far, with their text to select and to hear. @throws a {@link PdfTrouble} as `Error.message` */
export async function openPdf({ address, container, pageName, onPage }: Opening): Promise<OpenPdf> {
	const task: PDFDocumentLoadingTask = getDocument({ url: address, BinaryDataFactory: OwnFiles, disableWorkerRendering: true, enableXfa: false });
	const document = await task.promise.catch((error: unknown) => {
		void task.destroy();
		const name = error instanceof Error ? error.name : '';
		throw new Error((name === 'PasswordException' ? 'password' : name === 'InvalidPDFException' || name === 'FormatError' ? 'damaged' : 'away') satisfies PdfTrouble, { cause: error });
	});
	const eventBus = new EventBus();
	const linkService = new PDFLinkService({ eventBus, externalLinkTarget: 2, externalLinkRel: 'noopener noreferrer nofollow' });
	const viewer = new PDFViewer({ container, eventBus, linkService, l10n: new Silent(undefined), annotationMode: 1, enableAutoLinking: false, removePageBorders: true });
	linkService.setViewer(viewer);
	const fit = () => (viewer.currentScaleValue = 'page-width');
	eventBus.on('pagesinit', () => {
		fit();
		for (let page = 1; page <= viewer.pagesCount; page++) (viewer.getPageView(page - 1) as { div: HTMLElement }).div.setAttribute('aria-label', pageName(page));
	});
	eventBus.on('pagechanging', ({ pageNumber }: { pageNumber: number }) => onPage(pageNumber));
	viewer.setDocument(document);
	linkService.setDocument(document);
	let fits = true;
	const resized = new ResizeObserver(() => fits && viewer.pagesCount > 0 && fit());
	resized.observe(container);
	return {
		pages: document.numPages,
		goTo: (page) => void (viewer.currentPageNumber = page),
		zoom(factor) {
			fits = factor === 0;
			if (fits) fit();
			else viewer.currentScale = Math.min(Math.max(viewer.currentScale * factor, 0.25), 5);
		},
		close() {
			resized.disconnect();
			void task.destroy();
		}
	};
}

/** The viewer's own words are English or fetched from elsewhere: ours stand around it. */
class Silent extends GenericL10n {
	override translate(): Promise<void> {
		return Promise.resolve();
	}
}
