import { ExpressionError } from '../expression/index.js';
import type { FieldValue } from '../plugin/index.js';
import { type Resource, ScimError } from '../scim/index.js';
import type { ExpressionRule, TemplateRule } from './compile-rules.js';
import { getAt } from './json-paths.js';

/** Fields whose values are not known: they differ from everything but themselves. */
const UNKNOWN: FieldValue = Object.freeze({});

/**
 * Writes the fields of a rule that is written to several.
 * @param known the resource that is there already: what its rule would refuse must not stand in the way of other changes
 * @throws ScimError 400 `invalidValue`
 */
export function writeFields(
  rule: ExpressionRule | TemplateRule,
  resource: Resource,
  known: Resource | undefined,
): { readonly [field: string]: FieldValue } {
  const written = fieldsOf(rule, resource);
  if (written) return written;
  if (known && !fieldsOf(rule, known) && (known === resource || !differs(rule, resource, known))) {
    const fields = rule.kind === 'template' ? rule.template.fields : rule.expression.writes;
    return Object.fromEntries(fields.map((field) => [field, UNKNOWN]));
  }
  const form =
    rule.kind === 'template'
      ? ` must be like "${rule.template.form}", so that its parts can be told apart`
      : ' cannot be kept';
  throw new ScimError(400, `${rule.text}${form} in this application.`, { scimType: 'invalidValue' });
}

function differs({ keys }: ExpressionRule | TemplateRule, resource: Resource, known: Resource): boolean {
  return JSON.stringify(getAt(resource, keys)) !== JSON.stringify(getAt(known, keys));
}

/** undefined where the value cannot be written. */
function fieldsOf(
  rule: ExpressionRule | TemplateRule,
  resource: Resource,
): { readonly [field: string]: FieldValue } | undefined {
  if (rule.kind === 'expression') {
    try {
      return rule.expression.write(resource);
    } catch (error) {
      if (error instanceof ExpressionError) return undefined;
      throw error;
    }
  }
  const value = getAt(resource, rule.keys);
  if (value === undefined || value === null || value === '') {
    return Object.fromEntries(rule.template.fields.map((field) => [field, null]));
  }
  return rule.template.split(String(value));
}
