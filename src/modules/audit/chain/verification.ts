/** What is wrong at one place of the trail. */
export type FaultKind = 'changed' | 'missing' | 'inserted';

/** Why: which of the codes or places does not fit. */
export type FaultReason =
  /** The row's content or code is not the one that was sealed. */
  | 'row'
  /** The row or its link is gone. */
  | 'gone'
  /** The link's hash does not follow from the one before it. */
  | 'link'
  /** The signed end of the chain is not the chain's end, or not signed by this service. */
  | 'head'
  /** A cut of retention is not signed by this service. */
  | 'anchor'
  /** The row carries no code of this service. */
  | 'code'
  /** The row is not in the chain, though it should be by now. */
  | 'unsealed'
  /** The link that the caller remembers is not in the chain. */
  | 'remembered';

export interface Fault {
  readonly kind: FaultKind;
  readonly reason: FaultReason;
  /** Number of the link; null for a row that has none. */
  readonly seq: bigint | null;
  readonly auditId: string | null;
  readonly occurredAt: Date | null;
}

export interface Verification {
  readonly ok: boolean;
  /** Links whose rows were checked. */
  readonly sealed: number;
  /** Genuine rows that wait for the next pass of the sealer. */
  readonly waiting: number;
  /** Last link. */
  readonly head: { readonly seq: bigint; readonly chain: Buffer } | null;
  /** Rows before this time may have been dropped by retention. */
  readonly droppedBefore: Date | null;
  readonly faultCount: number;
  /** The first faults, in order of the chain, then rows outside of it. */
  readonly faults: readonly Fault[];
}

/** Faults that are named; more are only counted. */
const NAMED = 20;

/** Collects faults without growing. */
export class Faults {
  readonly named: Fault[] = [];
  count = 0;

  add(kind: FaultKind, reason: FaultReason, place: Partial<Omit<Fault, 'kind' | 'reason'>> = {}): void {
    this.count += 1;
    const { seq = null, auditId = null, occurredAt = null } = place;
    if (this.named.length < NAMED) this.named.push({ kind, reason, seq, auditId, occurredAt });
  }
}
