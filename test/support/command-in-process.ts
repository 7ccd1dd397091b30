import { Command } from 'commander';
import { vi } from 'vitest';

/** What a command printed, and how it refused. */
export interface InProcessRun {
  readonly out: string;
  readonly err: string;
  readonly refusal: string | undefined;
}

/** Runs commands of the command line in this process: what they print, or how they refuse. */
export async function runInProcess(
  register: (program: Command) => void,
  args: readonly string[],
): Promise<InProcessRun> {
  let out = '';
  let err = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((err += String(text))));
  const program = new Command('cli').exitOverride().configureOutput({ writeErr: (text) => (err += text) });
  register(program);
  try {
    await program.parseAsync(['node', 'cli', ...args]);
    return { out, err, refusal: undefined };
  } catch (error) {
    return { out, err, refusal: (error as Error).message };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}
