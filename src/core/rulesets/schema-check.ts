import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { pointer, type RuleSetProblem } from './ruleset-problem.js';
import { ruleSetSchema } from './ruleset-schema.js';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strict: true });
const validate = ajv.compile(ruleSetSchema);

type Params = Readonly<Record<string, unknown>>;

const COUNTED: Readonly<Record<string, string>> = {
  minItems: 'at least',
  maxItems: 'at most',
  minLength: 'at least',
  minProperties: 'at least',
  minimum: 'not below',
  maximum: 'not above',
};

function limitMessage(error: ErrorObject, params: Params): string {
  const what = /Items$/.test(error.keyword) ? ' entries' : /Length$/.test(error.keyword) ? ' character' : '';
  return `Must be ${COUNTED[error.keyword]} ${String(params.limit)}${what}.`;
}

function typeMessage(params: Params): string {
  const types = [params.type].flat().map(String);
  const hint = types.includes('number') || types.includes('integer') ? ' Write numbers without quotes.' : '';
  return `Must be ${types.join(' or ')}.${hint}`;
}

function describe(error: ErrorObject): RuleSetProblem {
  const params: Params = error.params;
  const at = error.instancePath;
  const problem = (code: string, message: string, where = at): RuleSetProblem => ({ pointer: where, code, message });
  switch (error.keyword) {
    case 'required':
      return problem('schema.missing', `The field "${String(params.missingProperty)}" is missing: add it.`);
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      return problem(
        'schema.unknown',
        `"${name}" is not a field of the format: remove it or correct its spelling.`,
        at + pointer(name),
      );
    }
    case 'enum':
      return problem('schema.value', `Must be one of: ${[params.allowedValues].flat().map(String).join(', ')}.`);
    case 'const':
      return problem('schema.value', `Must be "${String(params.allowedValue)}".`);
    case 'type':
      return problem('schema.type', typeMessage(params));
    case 'pattern':
      return problem('schema.pattern', `Must match the pattern ${String(params.pattern)}.`);
    case 'uniqueItems':
      return problem(
        'schema.duplicate',
        `Entries ${String(params.j)} and ${String(params.i)} are the same: remove one.`,
      );
    default:
      return problem(
        'schema.limit',
        error.keyword in COUNTED ? limitMessage(error, params) : `The value ${error.message ?? 'is not valid'}.`,
      );
  }
}

/** First layer of the check: the shape. Returns the problems, none where the shape is right. */
export function shapeProblems(json: unknown): RuleSetProblem[] {
  if (validate(json)) return [];
  return (validate.errors ?? []).map(describe);
}
