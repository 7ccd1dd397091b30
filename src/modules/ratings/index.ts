export { RatingsModule } from './ratings.module.js';
export { type CataloguedRuleSet, readRuleSetFile, RuleSetCatalog, RuleSetFileError } from './ruleset-catalog.js';
