function plain(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('’', "'").toLowerCase();
}

/** Whether two of CMS's messages are the same, whatever the case, spaces and apostrophes (they differ between years and tables). */
export function sameText(left: string, right: string): boolean {
  return left === right || (left.length > 0 && plain(left) === plain(right));
}
