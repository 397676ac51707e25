/** What an expression gives, as JSON data: integers as numbers, instants as ISO 8601 texts, an absent optional as null. */
export function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Set) return [...value].map(toJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, part]) => [String(key), toJson(part)]));
  if (isOptional(value)) return value.hasValue() ? toJson(value.value()) : null;
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toJson(part)]));
  return String(value);
}

function isOptional(value: object): value is { hasValue(): boolean; value(): unknown } {
  return 'hasValue' in value && typeof value.hasValue === 'function' && 'value' in value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
