import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { registerCommands } from './commands.js';
import { CommandError } from './output.js';

const program = new Command('cli')
  .description('HEDIS Star Rating Portfolio Optimizer')
  .exitOverride()
  .showHelpAfterError();
registerCommands(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : 'The command failed.'}\n`);
    process.exitCode = error instanceof CommandError ? error.exitCode : 1;
  }
}

// A command that failed half-way may have left connections or timers behind: end when the output is written.
process.stdout.write('', () => process.exit());
