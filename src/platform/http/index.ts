export { admitRequests } from './admit-requests.js';
export { type ApiLogEntry, ApiLogSink } from './api-log-sink.js';
export { HttpModule } from './http.module.js';
export { logRequests } from './log-requests.js';
export { answerUnreadable, answerUnroutable, requestIdOf } from './before-routing.js';
export { limitBodyTime } from './body-timeout.js';
export { canonicalJson } from './canonical-json.js';
export { ContractYearFields } from './contract-year.dto.js';
export { givenFields, IsContractId, IsDay, IsMeasurementYear } from './fields.js';
export { IdParam } from './id-param.dto.js';
export { answerUnlessSeen } from './if-none-match.js';
export { checkVersion, etagOf, versionOf } from './if-match.js';
export { jsonBodyParser } from './json-body.js';
export { Cursors, type Page, PageQuery } from './page.js';
export {
  type FieldProblem,
  invalid,
  notFound,
  Problem,
  type ProblemCode,
  problemDocument,
  PROBLEMS,
} from './problem.js';
export { ProblemFilter } from './problem.filter.js';
export { RequestContext } from './request-context.js';
export { type AuditedRoute, factsOf, type RequestFacts } from './request-facts.js';
export { enterRequestScope } from './request-scope.js';
export { answerProbesOnly } from './probes-only.js';
export { securityHeaders } from './security-headers.js';
export { isDatabaseAway, toProblem } from './to-problem.js';
export { Unread } from './unread.js';
export { fieldProblems, ProblemValidationPipe, shownName } from './validation.pipe.js';
export { rememberValidationRules } from './validation-rules.js';
export { acceptStreams, isGzip, StreamedBody, uploadText } from './uploads/index.js';
export { Consistency, ConsistencyModule, noteChanges, ReadsReplica } from './consistency/index.js';
