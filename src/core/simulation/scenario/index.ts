export { compareResults, type ComparedLine, type ComparedValue } from './compare-results.js';
export { outlookMembers, outlookProblems, type OutlookProblem } from './outlooks.js';
export { startScenario, type ScenarioRun } from './run-scenario.js';
export type * from './scenario-types.js';
export { expectedNumerator, yearEnd, yearEndDenominator, yearEndNumerator, type YearEnd } from './year-end.js';
export { yearToYearChances, type YearOfContracts } from './year-to-year.js';
