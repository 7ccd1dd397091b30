export { byteArray, copyRow } from './copy-text.js';
export { csvCells, delimiterOf } from './csv-cells.js';
export { type LegalChange, legalEvidenceChanges } from './evidence-rules.js';
export type { FieldCode } from './field-checks.js';
export {
  checkRow,
  type Defaults,
  IMPORT_KINDS,
  type ImportKind,
  type ImportSchema,
  type RowProblem,
  type RowValues,
} from './import-schema.js';
export { type Line, LineSplitter } from './line-splitter.js';
export { type ReadRow, RowReader, UnreadableFile } from './row-reader.js';
export { adherenceOf, importSchema } from './schemas.js';
