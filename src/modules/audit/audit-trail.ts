import { HttpException, Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ClsService } from 'nestjs-cls';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { HotReads } from '../../platform/cache/index.js';
import { AfterCommit } from '../../platform/database/index.js';
import { isDatabaseAway, RequestContext } from '../../platform/http/index.js';
import { spoolDraft, spoolingDraft } from '../../platform/spool/index.js';
import { Log } from '../../platform/telemetry/index.js';
import {
  allowedFields,
  type AuditEvent,
  auditEventDefinition,
  type AuditEvents,
  type AuditOutcome,
} from './audit-events.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { AuditMetrics } from './audit-metrics.js';
import { type AuditRow, storableText } from './chain/canonical.js';
import { SpooledRows } from './spooled-rows.js';

/** What a service says of the act under way. Several calls add up, the last value of a field counts. */
export interface AuditDescription<E extends AuditEvent> {
  readonly entityId?: string;
  readonly contractId?: string;
  readonly before?: Partial<AuditEvents[E]>;
  readonly after?: Partial<AuditEvents[E]>;
}

/** What is known of an act before its work begins. */
export interface ActOptions {
  /** Who acts; by default whoever asks, or `system` outside a request. */
  readonly actor?: string;
  readonly requestId?: string;
  readonly entityId?: string;
  readonly contractId?: string;
  /** The act only reads: no transaction is opened. */
  readonly reads?: boolean;
  /** The act makes its change and its row one statement (`handOver`): no transaction is opened. */
  readonly single?: boolean;
}

/** The act under way, filled in while it is carried out. */
interface Draft extends ActOptions {
  readonly event: AuditEvent;
  entityId?: string;
  contractId?: string;
  before?: object;
  after?: object;
  handedOver?: boolean;
}

const DRAFT = 'audit:draft';
const CONTRACT_ID = /^[A-Z]\d{4}$/;

const short = (text: string | undefined, length: number): string | null =>
  text === undefined || text === '' ? null : storableText(text.slice(0, length));

function outcomeOf(error: unknown): AuditOutcome {
  const status = error instanceof HttpException ? error.getStatus() : 500;
  return status === 401 || status === 403 ? 'denied' : 'failed';
}

/** Who did what. No change without its row, no row without its change. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly cls: ClsService,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly request: RequestContext,
    private readonly rows: AuditLogRepository,
    private readonly spooled: SpooledRows,
    private readonly metrics: AuditMetrics,
    private readonly log: Log,
    private readonly afterCommit: AfterCommit,
    private readonly hotReads: HotReads,
  ) {}

  /**
   * Says what the act under way is about and what it changed. Fields that the event does not list are not kept.
   * @throws Error when no act with this event is under way: what changes data must be audited.
   */
  describe<E extends AuditEvent>(event: E, description: AuditDescription<E>): void {
    const draft = this.underWay(event);
    const { entityId, contractId, before, after } = description;
    if (entityId !== undefined) draft.entityId = entityId;
    if (contractId !== undefined) draft.contractId = contractId;
    if (before !== undefined) draft.before = { ...draft.before, ...before };
    if (after !== undefined) draft.after = { ...draft.after, ...after };
  }

  /**
   * The row of the act under way as it is described so far, for whoever stores it together with the change
   * (`AuditedWrites`). The act adds no other row unless it fails.
   * @throws Error when no act with this event is under way.
   */
  handOver(event: AuditEvent): AuditRow {
    const draft = this.underWay(event);
    draft.handedOver = true;
    return this.succeeded(draft);
  }

  private underWay(event: AuditEvent): Draft {
    const draft = this.cls.isActive() ? this.cls.get<Draft | undefined>(DRAFT) : undefined;
    if (draft?.event !== event) throw new Error(`No audited act with the event ${event} is under way.`);
    return draft;
  }

  /** The contract that the act under way is about, as far as it is described. */
  get contractId(): string | undefined {
    return this.cls.isActive() ? this.cls.get<Draft | undefined>(DRAFT)?.contractId : undefined;
  }

  /**
   * Carries out an audited act: opens a transaction (or joins the one under way), does the work, adds the row, commits.
   * When the work fails, nothing of it stays, and a row with the outcome is added on a connection of its own.
   * @throws whatever the work throws; Error before any work when the event is not defined.
   */
  async act<E extends AuditEvent, R>(event: E, options: ActOptions, work: () => Promise<R>): Promise<R> {
    auditEventDefinition(event);
    const draft: Draft = { ...options, event };
    return this.cls.run({ ifNested: 'inherit' }, async () => {
      this.cls.set(DRAFT, draft);
      const workAndRow = async (): Promise<R> => {
        const result = await work();
        if (!draft.handedOver) await this.add(draft);
        const changes = options.reads !== true && !spoolingDraft();
        if (changes) await this.afterCommit.run(() => this.hotReads.changed(draft.contractId));
        return result;
      };
      try {
        const inOne = options.reads === true || options.single === true || spoolingDraft() !== undefined;
        return await (inOne ? workAndRow() : this.transactions.withTransaction(workAndRow));
      } catch (error) {
        const goesOn = isDatabaseAway(error) && spoolDraft()?.spooling === false; // without the database, with its own row
        if (!goesOn) await this.refused(draft, outcomeOf(error), error);
        throw error;
      }
    });
  }

  /** Adds the row of an act of the system itself, in the transaction of another connection that carries it out. */
  async note<E extends AuditEvent>(manager: EntityManager, event: E, after: AuditEvents[E]): Promise<void> {
    await this.rows.addWithin(manager, this.row({ event, actor: 'system', after }, 'succeeded'));
  }

  /**
   * The row of the act under way. Where the request may go on without the database, it stands in its spool record too: of
   * two attempts of one request the first one's row stays, in case that it was committed unheard.
   */
  private succeeded(draft: Draft): AuditRow {
    const request = spoolDraft();
    const row = (request?.parts.audit as AuditRow | undefined) ?? this.row(draft, 'succeeded');
    if (request) request.parts.audit = row;
    return row;
  }

  private async add(draft: Draft): Promise<void> {
    const row = this.succeeded(draft);
    if (!spoolingDraft()) await this.rows.add(row);
  }

  /**
   * Adds the row of an attempt that came to nothing. Never throws: the refusal stands without it. While the database is
   * away the row is spooled, unless that is all there is to say of the attempt.
   */
  async refused(
    attempt: ActOptions & { readonly event: AuditEvent },
    outcome: AuditOutcome,
    cause?: unknown,
  ): Promise<void> {
    const { before: _before, after: _after, ...facts } = attempt as Draft;
    const row = this.row(facts, outcome);
    try {
      await this.rows.addApart(row);
    } catch (error) {
      if (isDatabaseAway(error) && !isDatabaseAway(cause ?? {}) && (await this.spooled.keep(row))) return;
      this.metrics.lost.inc();
      this.log.failure('audit row of a refused attempt could not be written', error, { table: 'audit_log' });
    }
  }

  private row(draft: Draft, outcome: AuditOutcome): AuditRow {
    const { event, actor, requestId, entityId, contractId, before, after } = draft;
    return {
      id: uuidv7(),
      occurredAt: new Date(),
      actor: short(actor ?? this.request.actor, 100) ?? 'unknown',
      event,
      entityType: auditEventDefinition(event).entityType,
      entityId: short(entityId, 100),
      contractId: contractId !== undefined && CONTRACT_ID.test(contractId) ? contractId : null,
      outcome,
      requestId: short(requestId ?? this.request.requestId, 64),
      before: allowedFields(event, before),
      after: allowedFields(event, after),
    };
  }
}
