/** `true` and `false` of an environment variable; anything else is left for validation to refuse. */
export function toBoolean({ value }: { value: unknown }): unknown {
  if (value === 'true' || value === true) return true;
  if (value === 'false' || value === false) return false;
  return value;
}
