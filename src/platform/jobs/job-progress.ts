import type { JobProgress } from './job-kind.js';

/** Percent done, 0–100; 99 at most until the job has ended. */
export function percentOf({ percent, read, total }: JobProgress): number {
  const share = percent ?? (total !== undefined && total > 0 ? (read / total) * 100 : 0);
  return Math.max(0, Math.min(99, Math.floor(share)));
}

/** When the job will have ended if it goes on at its pace so far; null before there is a pace. */
export function expectedEnd(percent: number, startedAt: Date, now: Date): Date | null {
  const elapsed = now.getTime() - startedAt.getTime();
  if (percent <= 0 || elapsed <= 0) return null;
  return new Date(startedAt.getTime() + (elapsed * 100) / percent);
}
