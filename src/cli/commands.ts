import type { Command } from 'commander';

/** Every command of the command line. Each file registers its own: parse, call a service, print. */
export function registerCommands(_program: Command): void {}
