import { createApp } from './app.setup.js';
import { ruleSetSchema } from './core/rulesets/index.js';
import { DeploymentKeys, parseEnvironment } from './platform/config/index.js';
import { DatabaseLocation } from './platform/database/index.js';
import { openApiDocument } from './platform/openapi/index.js';
import { VERSION } from './version.js';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function openApi(): Promise<string> {
  const nowhere = new DatabaseLocation('postgresql://u@localhost/none', 'postgresql://u@localhost/none', false, () =>
    Promise.resolve(),
  );
  const environment = parseEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent' });
  const app = await createApp({ environment, keys: new DeploymentKeys('', '', ''), location: nowhere, connect: false });
  return json(openApiDocument(app, VERSION));
}

/** Files that are made from the code and committed, so that a change of theirs is seen: path to content. */
export async function generatedFiles(): Promise<Map<string, string>> {
  return new Map([
    ['docs/openapi.json', await openApi()],
    ['docs/ruleset.schema.json', json(ruleSetSchema)],
  ]);
}
