/**
 * A label as it is compared: lower case, one kind of apostrophe and dash, single spaces.
 * CMS writes ’ and ', – and - in different years and in different tables of one year.
 */
export function plainLabel(text: string): string {
  return text
    .replace(/\u00e2\u20ac\u2122|\u201a\u00c4\u00f4/g, "'")
    .replace(/\u00e2\u20ac(\u201c|\u201d)/g, '-')
    .replace(/[\u2018\u2019\u02bc\u0060\u00b4]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\s\u00a0_]+/g, ' ')
    .trim()
    .toLowerCase();
}
