import { type Command, Option } from 'commander';
import { type KeyDto, KeysService, toKeyDto } from '../modules/access/index.js';
import { type AuditEvent, AuditTrail } from '../modules/audit/index.js';
import { Problem } from '../platform/http/index.js';
import { BadExpiry, expiryOf, type IssuedKey, type Role, ROLES } from '../platform/security/index.js';
import { CommandError, print } from './output.js';
import { withApp } from './with-app.js';

/** How the command line names itself in the list of keys. */
const ACTOR = 'cli';
const ALL_CONTRACTS = null;
const PAGE = 500;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface Json {
  json?: boolean;
}

interface CreateOptions extends Json {
  name: string;
  role: Role;
  expires?: string;
  contracts?: string[];
}

function contractList(text: string): string[] {
  const contracts = text.split(',').map((contract) => contract.trim());
  if (!contracts.every((contract) => /^[A-Z]\d{4}$/.test(contract))) {
    throw new CommandError('--contracts: contract ids such as H1234,R5678 are expected');
  }
  return [...new Set(contracts)];
}

function keyName(text: string): string {
  if (text.length > 80 || !/^[\p{L}\p{N}][\p{L}\p{N} ._@-]*$/u.test(text)) {
    throw new CommandError('--name: 1 to 80 letters, digits, blanks and . _ @ - are expected');
  }
  return text;
}

function keyId(text: string): string {
  if (!UUID.test(text)) throw new CommandError('ID: the id of a key is expected; see keys list');
  return text.toLowerCase();
}

function span(option: string, text: string, now: Date): Date {
  try {
    return expiryOf(text, now);
  } catch (error) {
    if (error instanceof BadExpiry) throw new CommandError(`${option}: ${error.message}`);
    throw error;
  }
}

/** Runs a command on the keys, audited when it changes them; a refusal of the service becomes one of the command. */
async function withKeys<T>(work: (keys: KeysService) => Promise<T>, event?: AuditEvent): Promise<T> {
  try {
    return await withApp((app) => {
      const run = (): Promise<T> => work(app.get(KeysService));
      return event ? app.get(AuditTrail).act(event, { actor: ACTOR }, run) : run();
    });
  } catch (error) {
    if (error instanceof Problem) throw new CommandError(error.detail);
    throw error;
  }
}

function printIssued(json: boolean | undefined, { key, text }: IssuedKey): void {
  print(json, { ...toKeyDto(key, new Date()), key: text }, () => `${text}\n(shown this once; id ${key.id})`);
}

function line({ id, name, prefix, role, status, contracts, expiresAt, lastUsedAt }: KeyDto): string {
  const used = `used ${lastUsedAt ?? 'never'}`;
  const scope = contracts?.join(',') ?? 'all contracts';
  return [id, status, role, `sro_${prefix}_…`, name, scope, `expires ${expiresAt ?? 'never'}`, used].join('  ');
}

async function allKeys(keys: KeysService): Promise<KeyDto[]> {
  const now = new Date();
  const found: KeyDto[] = [];
  let cursor: string | undefined;
  do {
    const page = await keys.list({ limit: PAGE, cursor }, ALL_CONTRACTS);
    found.push(...page.items.map((key) => toKeyDto(key, now)));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found;
}

async function create({ name, role, expires, contracts, json }: CreateOptions): Promise<void> {
  const now = new Date();
  const expiresAt = expires === undefined ? null : span('--expires', expires, now);
  const order = { name, role, contracts: contracts ?? null, expiresAt, createdBy: ACTOR };
  printIssued(json, await withKeys((keys) => keys.create(order, ALL_CONTRACTS, now), 'key.created'));
}

async function list({ json }: Json): Promise<void> {
  const found = await withKeys(allKeys);
  print(json, { items: found }, () => found.map(line).join('\n') || 'No keys.');
}

async function revoke(id: string, { json }: Json): Promise<void> {
  await withKeys((keys) => keys.revoke(id, ALL_CONTRACTS, new Date()), 'key.revoked');
  print(json, { id, status: 'revoked' }, () => `${id} is revoked.`);
}

async function rotate(id: string, { grace, json }: Json & { grace: string }): Promise<void> {
  const now = new Date();
  const graceSeconds = grace === '0' ? 0 : Math.round((span('--grace', grace, now).getTime() - now.getTime()) / 1000);
  const by = { actor: ACTOR, scope: ALL_CONTRACTS };
  printIssued(json, await withKeys((keys) => keys.rotate(id, by, graceSeconds, now), 'key.rotated'));
}

/** `keys create | list | revoke | rotate`: administration of API keys. */
export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('API keys');
  keys
    .command('create')
    .description('make a key; its secret is printed once')
    .requiredOption('--name <name>', 'what or whom the key is for', keyName)
    .addOption(new Option('--role <role>', 'what it permits').choices(ROLES).makeOptionMandatory())
    .option('--expires <when>', 'a span such as 90d, or a time such as 2027-01-31T00:00:00Z')
    .option('--contracts <ids>', 'contracts it is limited to, such as H1234,R5678', contractList)
    .option('--json', 'print JSON alone')
    .action(create);
  keys.command('list').description('list keys, newest first').option('--json', 'print JSON alone').action(list);
  keys
    .command('revoke')
    .description('revoke a key for good')
    .argument('<id>', 'id of the key', keyId)
    .option('--json', 'print JSON alone')
    .action(revoke);
  keys
    .command('rotate')
    .description('make a key that replaces another')
    .argument('<id>', 'id of the key', keyId)
    .option('--grace <span>', 'how long the old key is still accepted; 0 for not at all', '24h')
    .option('--json', 'print JSON alone')
    .action(rotate);
}
