import { requireForPortal } from '../../store.server.ts';
import { drawMatrix, matrixTable } from '../matrix.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals }) => {
	requireForPortal(locals.actor, 'roles');
	return new Response(matrixTable(drawMatrix()), { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="opravneni.csv"' } });
};
