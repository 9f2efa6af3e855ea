/** The module's only door for others. */
export { exportFile } from './export.server.ts';
export { grantableBy } from './grantable.ts';
export { applyImport, beginImport, checkImport, discardImport, keepSlice, readImport, readImports, readVerdicts, requireImporter, ROWS_PER_PAGE, SLICE, type Import } from './store.server.ts';
export { columnsHelp } from './words.ts';
export { faultText, flawText, readAsText } from './words.ts';
export { contentTypes } from './write-table.ts';
export { answerScim } from './scim/answer.server.ts';
export { createToken, readConnectable, readTokens, revokeToken } from './tokens.server.ts';
