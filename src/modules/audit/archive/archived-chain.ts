import { type Anchor, type AuditCodes, GENESIS, sameCode } from '../chain/audit-codes.js';
import type { SignedAnchor } from '../chain/chain.repository.js';
import type { ArchivedRow } from './archived-row.js';

/** What is wrong with an archive. */
export type ArchiveFaultReason =
  /** The file or its manifest is not there. */
  | 'absent'
  /** The file is cut short or damaged. */
  | 'unreadable'
  /** The manifest is not one of this service, or tells of another file. */
  | 'manifest'
  /** The file is not the one that was registered. */
  | 'digest'
  /** A row is not the one that was sealed. */
  | 'row'
  /** A link does not follow from the one before it. */
  | 'link'
  /** Links are missing. */
  | 'gap'
  /** The archived chain does not end where retention cut it. */
  | 'anchor';

export interface ArchiveFault {
  readonly file: string | null;
  readonly reason: ArchiveFaultReason;
  /** Link of the chain at which it was found. */
  readonly seq: bigint | null;
}

/** Faults that are named; a damaged file has as many as it has rows. */
const NAMED = 50;

/** Walks the chain over archived rows, given in the order of their links. */
export class ArchivedChain {
  readonly faults: ArchiveFault[] = [];
  /** Links that followed from the one before. */
  links = 0;
  private end: { seq: bigint; chain: Buffer } | undefined;
  private readonly cuts: ReadonlyMap<bigint, Anchor>;
  private readonly last: bigint;
  /** Links behind the last cut: the database still has them. */
  private readonly behind = new Map<string, Buffer>();
  private whole = true;

  constructor(
    private readonly codes: AuditCodes,
    anchors: readonly SignedAnchor[],
  ) {
    const genuine = anchors.filter((anchor) => sameCode(anchor.mac, codes.anchor(anchor)));
    this.cuts = new Map(genuine.map((anchor) => [anchor.seq, anchor]));
    this.last = genuine.reduce((most, { seq }) => (seq > most ? seq : most), 0n);
  }

  fault(file: string | null, reason: ArchiveFaultReason, seq: bigint | null = null): void {
    if (this.faults.length < NAMED) this.faults.push({ file, reason, seq });
  }

  /** A file could not be read to its end: gaps from here on are its own. */
  interrupted(): void {
    this.whole = false;
  }

  step(file: string, { row, link }: ArchivedRow): void {
    const genuine = sameCode(row.mac, link.digest) && sameCode(this.codes.row(row), link.digest);
    if (!genuine) this.fault(file, 'row', link.seq);
    if (link.seq > this.last) {
      this.behind.set(link.seq.toString(), link.chain);
      return;
    }
    const before = this.end ?? this.startBefore(link.seq);
    if (before && before.seq + 1n !== link.seq) {
      if (this.whole) this.fault(file, 'gap', before.seq + 1n);
    } else if (before && !sameCode(link.chain, this.codes.link(before.chain, link))) {
      this.fault(file, 'link', link.seq);
    }
    this.links += 1;
    this.end = { seq: link.seq, chain: link.chain };
    const cut = this.cuts.get(link.seq);
    if (cut && !sameCode(cut.chain, link.chain)) this.fault(file, 'anchor', link.seq);
  }

  /** Where the first archived link goes on: at the beginning, or at a cut that was made before there were archives. */
  private startBefore(seq: bigint): { seq: bigint; chain: Buffer } | undefined {
    return seq === 1n ? GENESIS : this.cuts.get(seq - 1n);
  }

  /** Compares the end with the last cut, and what lies behind it with the chain in the database. */
  async finish(chainAt: (seqs: readonly string[]) => Promise<Map<string, Buffer>>): Promise<void> {
    if (this.end && this.end.seq !== this.last && this.whole) this.fault(null, 'gap', this.end.seq + 1n);
    const kept = await chainAt([...this.behind.keys()]);
    for (const [seq, chain] of this.behind) {
      const there = kept.get(seq);
      if (!there || !sameCode(there, chain)) this.fault(null, 'link', BigInt(seq));
    }
  }
}
