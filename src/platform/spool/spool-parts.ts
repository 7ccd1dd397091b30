import { Injectable } from '@nestjs/common';

/** How the parts of one kind, of several records, are brought into the database. */
export interface SpoolPart<T = unknown> {
  /** Name of the part in a record. */
  readonly name: string;
  /** Parts are replayed in this order within a transaction. */
  readonly rank: number;
  /**
   * Writes the parts in the transaction under way, in the order given. What is there already by its id is left alone.
   */
  replay(parts: readonly T[]): Promise<void>;
}

/** The kinds of parts, each registered by the module that owns the tables. */
@Injectable()
export class SpoolParts {
  private readonly parts: SpoolPart[] = [];

  register<T>(part: SpoolPart<T>): void {
    this.parts.push(part as SpoolPart);
    this.parts.sort((a, b) => a.rank - b.rank);
  }

  all(): readonly SpoolPart[] {
    return this.parts;
  }
}
