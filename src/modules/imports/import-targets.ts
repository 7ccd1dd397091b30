import { Injectable } from '@nestjs/common';
import type { ImportKind } from '../../core/imports/index.js';
import type { ImportTarget } from './import-target.js';
import { EvidenceTarget } from './targets/evidence.target.js';
import { MeasureResultsTarget } from './targets/measure-results.target.js';
import { MemberNames } from './targets/member-names.js';
import { MembersTarget } from './targets/members.target.js';
import { PredictionsTarget } from './targets/predictions.target.js';

/** Where the rows of each kind go. */
@Injectable()
export class ImportTargets {
  private readonly targets: Readonly<Record<ImportKind, ImportTarget>>;

  constructor(
    members: MembersTarget,
    results: MeasureResultsTarget,
    names: MemberNames,
    predictions: PredictionsTarget,
  ) {
    this.targets = {
      members,
      gaps: new EvidenceTarget(names, false),
      outcomes: new EvidenceTarget(names, true),
      'measure-results': results,
      predictions,
    };
  }

  of(kind: ImportKind): ImportTarget {
    return this.targets[kind];
  }
}
