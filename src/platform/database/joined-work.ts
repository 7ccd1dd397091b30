/** What is waiting for its turn. */
interface Waiting<Entry, Answer> {
  readonly entry: Entry;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** SQLSTATE classes of a statement that was refused for what it says: none of it took effect. */
const REFUSED = /^(2[123]|40|P0)/;

const isRefused = (error: unknown): boolean => REFUSED.test(String((error as { code?: unknown }).code ?? ''));

/**
 * Joins entries that arrive while others are being worked on into one next piece of work: many callers share a round
 * trip and a commit, and a lone caller waits for nobody. Answers are given when the work is done. When joined work is
 * refused, each entry is tried by itself, so that a fault stays with the one who brought it.
 */
export class JoinedWork<Entry, Answer> {
  private waiting: Waiting<Entry, Answer>[] = [];
  private working = 0;

  /**
   * @param work answers in the order of the entries; all of it takes effect, or none.
   * @param most entries of one piece of work.
   * @param atOnce pieces of work at a time.
   */
  constructor(
    private readonly work: (entries: readonly Entry[]) => Promise<readonly Answer[]>,
    private readonly most = 200,
    private readonly atOnce = 1,
  ) {}

  /** @throws whatever the work throws. */
  add(entry: Entry): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ entry, resolve, reject });
      if (this.working < this.atOnce) void this.next();
    });
  }

  private async next(): Promise<void> {
    this.working++;
    while (this.waiting.length > 0) await this.together(this.waiting.splice(0, this.most));
    this.working--;
  }

  private async together(joined: readonly Waiting<Entry, Answer>[]): Promise<void> {
    try {
      const answers = await this.work(joined.map(({ entry }) => entry));
      joined.forEach(({ resolve }, i) => resolve(answers[i]));
    } catch (error) {
      if (joined.length === 1 || !isRefused(error)) return joined.forEach(({ reject }) => reject(error));
      for (const one of joined) await this.together([one]);
    }
  }
}
