import type { PlanLine } from './plan-types.js';

/**
 * Deals a plan's interventions out to members: asked once for each member of a class, in an order of the caller's, it
 * answers what that member gets. The numbers of the plan come out exactly when every member of the class is asked for.
 */
export class PlanDealer {
  private readonly left = new Map<string, { line: PlanLine; members: number }[]>();

  constructor(lines: readonly PlanLine[]) {
    for (const line of lines) {
      const known = this.left.get(line.classId) ?? [];
      known.push({ line, members: line.members });
      this.left.set(line.classId, known);
    }
  }

  /** The line of the next member of a class; null where the class has nothing left. */
  deal(classId: string): PlanLine | null {
    const lines = this.left.get(classId);
    const next = lines?.[0];
    if (!lines || !next) return null;
    next.members -= 1;
    if (next.members === 0) lines.shift();
    return next.line;
  }
}
