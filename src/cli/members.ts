import type { Command } from 'commander';
import { MemberRekey } from '../modules/members/index.js';
import { print, progress } from './output.js';
import { withApp } from './with-app.js';

/** `members …`: work on all members at once. */
export function registerMembers(program: Command): void {
  const members = program.command('members').description('Members');
  members
    .command('rekey')
    .description('Bring all member hashes to the newest key of MEMBER_HASH_KEY; the service may run meanwhile')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const done = await withApp((app) => app.get(MemberRekey).run((count) => progress(`${count} members`)));
      progress('');
      print(json, done, () => `All members have key generation ${done.generation}; ${done.rekeyed} were changed.`);
    });
}
