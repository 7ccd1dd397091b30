import { UnsupportedModelError } from '../errors.js';
import type { Model } from '../model.js';
import type { Fields } from './fields.js';
import type { LoadContext } from './options.js';

export function readArtifact(root: Fields, _context: LoadContext): Model {
  throw new UnsupportedModelError(`model document ${root.get('format').text()}`);
}
