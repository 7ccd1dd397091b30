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
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class Crowd {
  private inFlight = 0;
  private readonly agent: Agent;
  private readonly report = {
    acknowledged: { predictions: [] as string[], ratings: [] as string[] },
    ...{ answered: 0, spooled: 0, shed: 0, lostLines: 0, unanswered: 0, mostInFlight: 0 },
    ...{ wrong: [] as string[], failed: [] as string[], durations: [] as number[] },
  };

  constructor(private readonly order: ClientOrder) {
    this.agent = new Agent({ keepAlive: true, maxSockets: order.connections, scheduling: 'fifo' });
  }

  async run(): Promise<ClientReport> {
    await Promise.all(Array.from({ length: this.order.connections }, (_, i) => this.user(i)));
    this.agent.destroy();
    return this.report;
  }

  private async user(start: number): Promise<void> {
    const { answers, expected, until } = this.order;
    for (let n = 0; n < answers && Date.now() < until; n++) {
      const one = expected[(start * 7 + n * 13) % expected.length];
      if (!(await this.untilAnswered(one))) this.report.unanswered++;
    }
  }

  private async untilAnswered(one: Expected): Promise<boolean> {
    const key = randomUUID();
    while (Date.now() < this.order.until) {
      const begun = performance.now();
      let answer: Answer;
      try {
        answer = await this.send(one, key);
      } catch {
        this.report.lostLines++;
        if (!this.order.faults) return false;
        await sleep(100 + Math.random() * 200);
        continue;
      }
      if (answer.status === 503 && answer.retryAfter !== undefined) {
        this.report.shed++;
        const seconds = this.order.faults ? 0.2 : Number(answer.retryAfter);
        await sleep(seconds * 1000 * (0.5 + Math.random()));
        continue;
      }
      this.report.durations.push(performance.now() - begun);
      this.note(one, answer);
      return true;
    }
    return false;
  }

  private note(one: Expected, { status, text }: Answer): void {
    const { report } = this;
    report.answered++;
    if (status >= 300) return void report.failed.push(`${one.kind} ${status} ${text.slice(0, 200)}`);
    if (steady(text) !== one.answer) report.wrong.push(`${one.kind}: ${text.slice(0, 300)}`);
    if (one.kind === 'worklist') return;
    const { id, persistence } = JSON.parse(text) as { id: string; persistence?: string };
    if (persistence === 'spooled') report.spooled++;
    report.acknowledged[one.kind === 'rating' ? 'ratings' : 'predictions'].push(id);
  }

  private send(one: Expected, key: string): Promise<Answer> {
    const { url, faults } = this.order;
    const bodied = one.body === undefined ? {} : { 'content-type': 'application/json' };
    const length = one.body === undefined ? {} : { 'content-length': Buffer.byteLength(one.body) };
    const keyed = faults && one.kind === 'prediction' ? { 'idempotency-key': key } : {};
    const headers = { 'x-api-key': this.order.key, ...bodied, ...length, ...keyed };
    this.report.mostInFlight = Math.max(this.report.mostInFlight, ++this.inFlight);
    return new Promise<Answer>((resolve, reject) => {
      const sent = request(`${url}${one.path}`, { method: one.method, agent: this.agent, headers }, (answer) => {
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
