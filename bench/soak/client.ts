import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { type Expected, steady } from './requests.js';

/** What the client process is to do. */
export interface ClientOrder {
  readonly url: string;
  readonly key: string;
  readonly connections: number;
  /** Answers that each connection waits for; it comes back after every deliberate 503. */
  readonly answers: number;
  /** Until when, in milliseconds since 1970; each connection ends the request that it is at. */
  readonly until: number;
  /** Lost connections are tried again with the same idempotency key: the service is killed meanwhile. */
  readonly faults: boolean;
  readonly expected: readonly Expected[];
}

/** What the client process saw. */
export interface ClientReport {
  readonly acknowledged: { readonly predictions: string[]; readonly ratings: string[] };
  readonly answered: number;
  readonly spooled: number;
  readonly shed: number;
  readonly wrong: string[];
  readonly failed: string[];
  readonly lostLines: number;
  readonly unanswered: number;
  readonly mostInFlight: number;
  /** Milliseconds of each answer, sheds apart. */
  readonly durations: number[];
  /** Longest wait for an answer of any kind, in milliseconds. */
  readonly longestWait: number;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** Connections opened at a time, and the pause between. */
const STEP = 200;
const STEP_MS = 100;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Where an answer is not what it was in calm. */
function difference({ kind, answer }: Expected, text: string): string {
  let at = 0;
  while (at < text.length && text[at] === answer[at]) at++;
  return `${kind} at ${at}: ${text.slice(Math.max(0, at - 60), at + 60)} instead of ${answer.slice(Math.max(0, at - 60), at + 60)}`;
}

class Crowd {
  private inFlight = 0;
  /** Each user keeps a connection of their own. */
  private readonly lines: readonly Agent[];
  private readonly report = {
    acknowledged: { predictions: [] as string[], ratings: [] as string[] },
    ...{ answered: 0, spooled: 0, shed: 0, lostLines: 0, unanswered: 0, mostInFlight: 0, longestWait: 0 },
    ...{ wrong: [] as string[], failed: [] as string[], durations: [] as number[] },
  };

  constructor(private readonly order: ClientOrder) {
    this.lines = Array.from({ length: order.connections }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  }

  async run(): Promise<ClientReport> {
    const { connections } = this.order;
    // Connections are opened a few hundred at a time, as the kernel takes them, and then all ask at once.
    const opened = Array.from({ length: connections }, (_, i) => sleep(Math.floor(i / STEP) * STEP_MS));
    await Promise.all(opened.map((turn, i) => turn.then(() => this.knock(i))));
    await Promise.all(Array.from({ length: connections }, (_, i) => this.user(i)));
    for (const line of this.lines) line.destroy();
    return this.report;
  }

  /** Opens a user's connection. */
  private async knock(user: number): Promise<void> {
    const wait = { kind: 'worklist', method: 'GET', path: '/health/live', body: undefined, answer: '' } as const;
    await this.send(wait, '', user).catch(() => undefined);
  }

  private async user(start: number): Promise<void> {
    const { answers, expected, until } = this.order;
    for (let n = 0; n < answers && Date.now() < until; n++) {
      const one = expected[(start * 7 + n * 13) % expected.length];
      if (!(await this.untilAnswered(one, start))) this.report.unanswered++;
    }
  }

  private async untilAnswered(one: Expected, user: number): Promise<boolean> {
    const key = randomUUID();
    while (Date.now() < this.order.until) {
      const begun = performance.now();
      let answer: Answer;
      try {
        answer = await this.send(one, key, user);
      } catch {
        this.report.lostLines++;
        if (!this.order.faults) return false;
        await sleep(100 + Math.random() * 200);
        continue;
      }
      const waited = performance.now() - begun;
      this.report.longestWait = Math.max(this.report.longestWait, waited);
      // 409: the attempt before was killed with its process and holds the key for a while
      const deliberate = answer.status === 503 || (this.order.faults && answer.status === 409);
      if (deliberate && answer.retryAfter !== undefined) {
        this.report.shed++;
        const seconds = this.order.faults ? 0.2 : Number(answer.retryAfter);
        await sleep(seconds * 1000 * (0.5 + Math.random()));
        continue;
      }
      this.report.durations.push(waited);
      this.note(one, answer);
      return true;
    }
    return false;
  }

  private note(one: Expected, { status, text }: Answer): void {
    const { report } = this;
    report.answered++;
    if (status >= 300) return void report.failed.push(`${one.kind} ${status} ${text.slice(0, 200)}`);
    if (steady(text) !== one.answer) report.wrong.push(difference(one, steady(text)));
    if (one.kind === 'worklist') return;
    const { id, persistence } = JSON.parse(text) as { id: string; persistence?: string };
    if (persistence === 'spooled') report.spooled++;
    report.acknowledged[one.kind === 'rating' ? 'ratings' : 'predictions'].push(id);
  }

  private send(one: Expected, key: string, user: number): Promise<Answer> {
    const { url, faults } = this.order;
    const bodied = one.body === undefined ? {} : { 'content-type': 'application/json' };
    const length = one.body === undefined ? {} : { 'content-length': Buffer.byteLength(one.body) };
    const keyed = faults && one.kind === 'prediction' ? { 'idempotency-key': key } : {};
    const headers = { 'x-api-key': this.order.key, ...bodied, ...length, ...keyed };
    this.report.mostInFlight = Math.max(this.report.mostInFlight, ++this.inFlight);
    return new Promise<Answer>((resolve, reject) => {
      const sent = request(`${url}${one.path}`, { method: one.method, agent: this.lines[user], headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.once('error', reject);
        answer.once('end', () => {
          const retryAfter = answer.headers['retry-after'];
          resolve({ status: answer.statusCode ?? 0, retryAfter, text: Buffer.concat(pieces).toString() });
        });
      });
      sent.setTimeout(20_000, () => sent.destroy(new Error('no answer')));
      sent.once('error', reject);
      sent.end(one.body);
    }).finally(() => this.inFlight--);
  }
}

process.once('message', (order: ClientOrder) => {
  void new Crowd(order).run().then((report) => process.send?.(report, () => process.exit(0)));
});
