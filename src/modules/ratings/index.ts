export { CmsFolderError, readCmsFolder } from './cms-folder.js';
export { type CmsImportSummary, CmsImportService } from './cms-import.service.js';
export { RatingsModule } from './ratings.module.js';
export { type CataloguedRuleSet, readRuleSetFile, RuleSetCatalog, RuleSetFileError } from './ruleset-catalog.js';
