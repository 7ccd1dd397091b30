/** A refusal of a command: its message goes to standard error, the process ends with the exit code. */
export class CommandError extends Error {
  override name = 'CommandError';
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** With `--json`, standard output is that JSON alone; without it, the text. */
export function print(json: boolean | undefined, value: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text()}\n`);
}

/** Progress and notes go to standard error, so that standard output stays clean. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Progress that overwrites itself on a terminal and stays silent in a pipe. */
export function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}
