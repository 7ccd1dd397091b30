import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ClientOrder, ClientReport } from './client.js';

const CLIENT = fileURLToPath(new URL('./client.js', import.meta.url));

/** Runs the clients in a process of their own. */
export function crowd(order: ClientOrder): Promise<ClientReport> {
  return new Promise((resolve, reject) => {
    const child = fork(CLIENT, { serialization: 'advanced' });
    child.once('message', (report: ClientReport) => resolve(report));
    child.once('exit', (code) => reject(new Error(`the clients ended with ${code}`)));
    child.send(order);
  });
}

/** What did not hold; printed, and the command fails. */
export class Verdict {
  private readonly faults: string[] = [];

  expect(what: string, holds: boolean, seen: unknown = ''): void {
    console.log(`${holds ? 'holds' : 'FAILS'}  ${what}${seen === '' ? '' : ` (${String(seen)})`}`);
    if (!holds) this.faults.push(what);
  }

  end(): void {
    if (this.faults.length > 0) process.exitCode = 1;
  }
}
