import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The service as a process of its own, started as `npm start` does after the build. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Base URL that it printed. */
  readonly url: string;
  /** Everything it has printed to standard output. */
  output(): string;
  /** Everything it has printed to standard error: its log. */
  errors(): string;
  /** Ends with the exit code (or the signal's name). */
  readonly exit: Promise<number | string>;
}

const ENTRY = join(import.meta.dirname, '../../dist/src/main.js');

/** Starts the service and waits until it has said where it is. */
export async function startService(settings: NodeJS.ProcessEnv): Promise<ServiceProcess> {
  const env = { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'silent', NODE_ENV: 'test', ...settings };
  const child = spawn(process.execPath, [ENTRY], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exit = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /Health\s+(http:\S+)\/health\/ready/.exec(output);
      if (found?.[1]) resolve(found[1]);
    });
  });
  const url = await Promise.race([
    ready,
    exit.then((code) => Promise.reject(new Error(`the service ended with ${code}: ${errors}`))),
  ]);
  return { child, url, output: () => output, errors: () => errors, exit };
}
