export { currentSpan, inSpan, kindOfError, setCurrentSpan, type Span, type SpanFacts } from './span.js';
export { traceRequests } from './trace-requests.js';
export { NoTracing, Tracing } from './tracing.js';
export { tracingOf } from './tracing-of.js';
