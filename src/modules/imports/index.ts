export { type ErrorRow, ImportErrorsRepository } from './import-errors.repository.js';
export type { ImportResult } from './import-job.js';
export { ImportsModule } from './imports.module.js';
export { type ImportOrder, ImportsService } from './imports.service.js';
