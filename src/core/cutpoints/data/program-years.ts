/**
 * Measures in their first three star years of the program, or since their return after a substantive change: star year
 * to measure id to the number of star years including that one (TN of 2026, Attachment J p.140–149, and p.1–2). All
 * other measures are older. They decide which measures go without guardrails (TN p.160).
 */
export const YOUNG_MEASURES: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  2026: { C04: 1, C05: 1, C13: 1, C18: 3, C20: 3, C21: 3 },
};
