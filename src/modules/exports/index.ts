export { EXPORT_KINDS, type ExportKind } from './export-statements.js';
export { ExportsModule } from './exports.module.js';
export { type ExportOrder, ExportsService } from './exports.service.js';
