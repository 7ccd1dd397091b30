import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { DEFAULT_MODEL_LIMITS, withinLimit } from '../limits.js';
import type { Model } from '../model.js';
import { readArtifact } from './artifact.js';
import { Fields } from './fields.js';
import { decodeText, parseModelJson } from './json-text.js';
import { readLightgbm } from './lightgbm.js';
import { readLogistic } from './logistic.js';
import { readOnnx } from './onnx.js';
import type { LoadContext, LoadOptions } from './options.js';
import { readSklearn } from './sklearn.js';
import { UbjsonReader } from './ubjson.js';
import { readXgboost } from './xgboost.js';

/** Files that are recognised and refused by name, by their first bytes. */
const REFUSED: readonly { readonly start: readonly number[]; readonly name: string; readonly why: string }[] = [
  { start: [0x80], name: 'Python pickle', why: 'a pickle is a program; export the arrays instead' },
  { start: [0x62, 0x69, 0x6e, 0x66], name: 'XGBoost binary format', why: 'save as JSON or UBJ' },
  { start: [0x43, 0x42, 0x4d, 0x31], name: 'CatBoost binary format', why: 'oblivious trees are not read' },
  { start: [0x50, 0x4b], name: 'zip archive', why: 'compressed files are not unpacked' },
  { start: [0x1f, 0x8b], name: 'gzip file', why: 'compressed files are not unpacked' },
  { start: [0x78, 0x9c], name: 'zlib stream', why: 'compressed files are not unpacked' },
  { start: [0x3c], name: 'XML (PMML)', why: 'use one of the other formats' },
  { start: [0x5b], name: 'JSON list', why: 'a dump_model output is not a saved model' },
];

function refuseByStart(bytes: Uint8Array): void {
  for (const { start, name, why } of REFUSED) {
    if (start.every((byte, i) => bytes[i] === byte)) throw new UnsupportedModelError(`file format ${name}`, why);
  }
}

/** JSON documents start with `{` and then a quote or white space; UBJSON has a length or count marker there. */
function isUbjson(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b && ['i', 'U', 'I', 'l', 'L', '#', '$'].includes(String.fromCharCode(bytes[1]));
}

function readJson(bytes: Uint8Array, context: LoadContext): Model {
  const root = new Fields(parseModelJson(bytes, context.caps));
  if (root.has('learner')) return readXgboost(root, 'xgboost-json', context);
  if (root.has('format')) return readArtifact(root, context);
  if (root.has('oblivious_trees'))
    throw new UnsupportedModelError('file format CatBoost JSON', 'oblivious trees are not read');
  if (root.has('tree_info'))
    throw new UnsupportedModelError('file format LightGBM JSON dump', 'save as text with save_model');
  if (root.has('coef')) return readLogistic(root, context);
  if (root.has('trees')) return readSklearn(root, context);
  throw new UnsupportedModelError('JSON document', 'it holds none of the known models');
}

function read(bytes: Uint8Array, context: LoadContext): Model {
  if (isUbjson(bytes))
    return readXgboost(new Fields(new UbjsonReader(bytes, context.caps).document()), 'xgboost-ubj', context);
  const first = bytes.findIndex(
    (byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte < 0x80,
  );
  if (bytes[first] === 0x7b) return readJson(bytes, context);
  refuseByStart(bytes);
  if (
    String.fromCharCode(...bytes.subarray(0, 5)) === 'tree\n' ||
    String.fromCharCode(...bytes.subarray(0, 6)) === 'tree\r\n'
  ) {
    return readLightgbm(decodeText(bytes), context);
  }
  return readOnnx(bytes, context);
}

/**
 * Reads a model file of any supported format; the format is recognised from the bytes.
 * A model file is data: no code is run from it, its sizes are capped and the structure of every tree is checked.
 * @throws UnsupportedModelError naming what is not supported
 * @throws MalformedModelError for files that are cut off or contradict themselves
 * @throws ModelLimitError for files above the size caps
 */
export function loadModel(bytes: Uint8Array, options: LoadOptions = {}): Model {
  const caps = { ...DEFAULT_MODEL_LIMITS, ...options.limits };
  withinLimit('number of bytes', bytes.length, caps.maxBytes);
  if (bytes.length === 0) throw new MalformedModelError('the file is empty');
  const model = read(bytes, { ...options, caps });
  const { features, background } = options;
  if (features !== undefined && features.length !== model.features.length) {
    throw new MalformedModelError(`${features.length} names were given for ${model.features.length} features`);
  }
  const named = features === undefined ? model : { ...model, features, namesKnown: true };
  return background === undefined ? named : { ...named, background };
}

/**
 * The card stored with an own artifact (see `saveModel`), or null for a file without one. Data from outside: check it before use.
 * @throws MalformedModelError, UnsupportedModelError or ModelLimitError as `loadModel`
 */
export function loadCard(bytes: Uint8Array, limits: LoadOptions['limits'] = {}): unknown {
  const caps = { ...DEFAULT_MODEL_LIMITS, ...limits };
  withinLimit('number of bytes', bytes.length, caps.maxBytes);
  const root = new Fields(parseModelJson(bytes, caps));
  if (!root.has('format')) throw new UnsupportedModelError('model card', 'only own artifacts have one');
  readArtifact(root, { caps });
  return root.optional('card')?.value ?? null;
}
