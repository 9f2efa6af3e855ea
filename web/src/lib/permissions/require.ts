import { DomainError } from '../domain-error.ts';
import { may, type Question } from './decide.ts';

/** Goes on only where the decision is yes. @throws {DomainError} `forbidden` */
export function requirePermission<R extends string, T extends string>(question: Question<R, T>): void {
	if (!may(question)) throw new DomainError('forbidden');
}
