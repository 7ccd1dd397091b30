import type { EntityManager } from 'typeorm';
import type { ImportKind } from '../../core/imports/index.js';
import type { ImportFile } from './import-file.js';

/** What an import was asked to do. Stored with the job: no member data. */
export interface ImportInput {
  readonly kind: ImportKind;
  readonly format: 'csv' | 'ndjson';
  readonly dryRun: boolean;
  /** Rows staged, right or wrong. */
  readonly rows: number;
  /** Bytes of text. */
  readonly bytes: number;
}

/** Tables and limits of one import while it is merged. */
export interface MergeContext {
  readonly manager: EntityManager;
  readonly jobId: string;
  readonly actor: string;
  /** Table with the staged rows, qualified. */
  readonly staged: string;
  /** Table to make from them, qualified: the rows with `field` and `code` of what is wrong, null when nothing is. */
  readonly checked: string;
  /** Contracts that may be written; null for all. */
  readonly contracts: readonly string[] | null;
}

/** What merging some rows did. */
export interface MergeCounts {
  readonly created: number;
  readonly updated: number;
  /** Rows that said what was known already. */
  readonly unchanged: number;
}

/** Where the rows of one kind go, and how: everything set-wise. */
export interface ImportTarget {
  /** Columns of the staging table after `line` and `problems`: name and type. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** Rows merged by one statement; 200,000 by default. */
  readonly batch?: number;
  /**
   * Column of the checked table that numbers its rows in the order in which they are merged: `line` unless given. One
   * transaction merges all steps: what locks gaps goes through them in the order of their natural key, as everybody does.
   */
  readonly numberedBy?: 'line' | 'place';
  /** Begins a file: turns its rows into staged ones. */
  open(order: { readonly format: 'csv' | 'ndjson'; readonly dryRun: boolean }): ImportFile | Promise<ImportFile>;
  /** Makes the checked table. */
  check(context: MergeContext): Promise<void>;
  /** Merges the accepted rows with numbers in (from, to]. Rows that others changed meanwhile are added to the errors. */
  merge(context: MergeContext, from: number, to: number): Promise<MergeCounts>;
}
