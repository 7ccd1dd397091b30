export { ScoringModule } from './scoring.module.js';
