const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** An expiry that cannot be read or is not in the future. */
export class BadExpiry extends Error {
  override name = 'BadExpiry';
}

/**
 * The time at which something expires: a span such as `90d`, `12h`, `30m` from now, or an RFC 3339 time or date (UTC).
 * @throws BadExpiry when it cannot be read or is not after `now`.
 */
export function expiryOf(text: string, now: Date): Date {
  const [, amount, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    return future(new Date(now.getTime() + Number(amount) * SECONDS[unit as keyof typeof SECONDS] * 1000), now);
  }
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)) {
    throw new BadExpiry('An expiry is a span such as 90d or 12h, or a time such as 2027-01-31T00:00:00Z.');
  }
  return future(new Date(text), now);
}

function future(time: Date, now: Date): Date {
  if (!(time.getTime() > now.getTime())) throw new BadExpiry('The expiry must be a time in the future.');
  return time;
}
