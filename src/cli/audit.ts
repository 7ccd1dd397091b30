import { type Command } from 'commander';
import { ArchiveVerifier, type ArchiveVerification, AuditTrail, AuditVerifier } from '../modules/audit/index.js';
import { CommandError, print } from './output.js';
import { withApp } from './with-app.js';

const ACTOR = 'cli';

interface VerifyOptions {
  json?: boolean;
  seq?: string;
  chain?: string;
}

interface ArchiveOptions {
  json?: boolean;
  dir?: string;
}

function rememberedLink({ seq, chain }: VerifyOptions): { seq: bigint; chain: Buffer } | undefined {
  if (seq === undefined && chain === undefined) return undefined;
  if (!/^\d{1,18}$/.test(seq ?? '') || !/^[0-9a-f]{64}$/i.test(chain ?? '')) {
    throw new CommandError('--seq and --chain: both are expected, as the trail gave them');
  }
  return { seq: BigInt(seq ?? 0), chain: Buffer.from(chain ?? '', 'hex') };
}

async function verify(options: VerifyOptions): Promise<void> {
  const remembered = rememberedLink(options);
  const found = await withApp((app) =>
    app.get(AuditTrail).act('audit.verified', { actor: ACTOR, reads: true }, async () => {
      const result = await app.get(AuditVerifier).verify(new Date(), remembered);
      const { ok, sealed, faultCount: problems } = result;
      app.get(AuditTrail).describe('audit.verified', { after: { ok, sealed, problems } });
      return result;
    }),
  );
  const { ok, sealed, waiting, head, faultCount } = found;
  const faults = found.faults.map(({ kind, reason, seq }) => ({ kind, reason, seq: seq?.toString() ?? null }));
  const end = head && { seq: head.seq.toString(), chain: head.chain.toString('hex') };
  const lines = faults.map(({ kind, reason, seq }) => `  ${kind}: ${reason}${seq === null ? '' : ` at link ${seq}`}`);
  print(options.json, { ok, sealed, waiting, head: end, faultCount, faults }, () =>
    [
      `${ok ? 'The trail is whole' : `The trail has ${faultCount} faults`}: ${sealed} rows sealed, ${waiting} waiting.`,
      ...lines,
      ...(end ? [`Write down: --seq ${end.seq} --chain ${end.chain}`] : []),
    ].join('\n'),
  );
  if (!ok) process.exitCode = 1;
}

function archiveText({ ok, files, rows, links, faults }: ArchiveVerification): string {
  const verdict = ok ? 'The archives are whole' : 'The archives have faults';
  const lines = faults.map(
    ({ file, reason, seq }) => `  ${file ?? 'chain'}: ${reason}${seq === null ? '' : ` at link ${seq}`}`,
  );
  return [`${verdict}: ${files} files, ${rows} rows, ${links} links in a row.`, ...lines].join('\n');
}

async function verifyArchive({ json, dir }: ArchiveOptions): Promise<void> {
  const found = await withApp((app) =>
    app.get(AuditTrail).act('audit.archives-verified', { actor: ACTOR, reads: true }, async () => {
      const result = await app.get(ArchiveVerifier).verify(dir);
      const { ok, files, rows, faults } = result;
      const after = { ok, files, rows, problems: faults.length };
      app.get(AuditTrail).describe('audit.archives-verified', { after });
      return result;
    }),
  );
  const faults = found.faults.map((fault) => ({ ...fault, seq: fault.seq?.toString() ?? null }));
  print(json, { ...found, faults }, () => archiveText(found));
  if (!found.ok) process.exitCode = 1;
}

/** `audit verify` and `audit archive verify`: whether the trail, and what retention archived of it, is whole. */
export function registerAudit(program: Command): void {
  const audit = program.command('audit').description('the audit trail and its archives');
  audit
    .command('verify')
    .description('check every row and the chain over them; ends with 1 when something is wrong')
    .option('--seq <number>', 'a link that was written down earlier: its number')
    .option('--chain <hash>', 'and its hash')
    .option('--json', 'print JSON alone')
    .action(verify);
  audit
    .command('archive')
    .description('months that retention archived and dropped')
    .command('verify')
    .description('read every archive: digests, rows, chain up to the last cut; ends with 1 when something is wrong')
    .option('--dir <folder>', 'folder of the archives, when it is not the configured one')
    .option('--json', 'print JSON alone')
    .action(verifyArchive);
}
