import { Injectable } from '@nestjs/common';
import type { PortfolioSnapshot } from './portfolio-snapshot.entity.js';

/** A module above the portfolio that does something with every snapshot. */
export interface SnapshotListener {
  /**
   * Is told inside the transaction that stores the snapshot: what it writes is kept with it or not at all. Long work is
   * put into the queue of jobs.
   */
  snapshotTaken(snapshot: PortfolioSnapshot): Promise<void>;
}

/** Tells the modules above of every snapshot, whoever asked for it; the portfolio knows none of them. */
@Injectable()
export class SnapshotListeners {
  private readonly listeners: SnapshotListener[] = [];

  /** To be called in `onModuleInit`. */
  register(listener: SnapshotListener): void {
    this.listeners.push(listener);
  }

  async tell(snapshot: PortfolioSnapshot): Promise<void> {
    for (const listener of this.listeners) await listener.snapshotTaken(snapshot);
  }
}
