import type { ResolvedAttribute } from '../scim/index.js';
import { checkFieldRule } from './check-field-rule.js';
import type { AttributeRule, ExpressionRuleConfig, FieldRule } from './config.js';
import { parseTemplate, splitProblem } from './template.js';

/** What is wrong with a rule for this attribute, in sentences. */
export function checkRule(
  rule: Exclude<AttributeRule, ExpressionRuleConfig>,
  resolved: ResolvedAttribute,
  text: string,
): readonly string[] {
  if (typeof rule === 'string') return [];
  const { attribute, subAttribute } = resolved;
  const isPassword = attribute.returned === 'never';
  const leaf = subAttribute ?? attribute;
  const isList = attribute.multiValued && !subAttribute;
  if ('constant' in rule) {
    if (isPassword) return ['A password is written to a field and never read; a constant cannot do that.'];
    if (!isList && !attribute.multiValued && leaf.type === 'string') return [];
    return [`"${text}" takes no constant: a constant is one text.`];
  }
  if ('template' in rule) {
    if (isPassword) return ['A password is written to a field and never read; a template cannot do that.'];
    if (isList || leaf.type === 'complex' || attribute.multiValued)
      return [`"${text}" takes no template: a template is one text.`];
    const problem = rule.parse && splitProblem(rule.template);
    if (problem) return [problem];
    if (rule.parse && leaf.type !== 'string') return [`"${text}" is a ${leaf.type}, which no template writes.`];
    if (parseTemplate(rule.template).fields.length > 0) return [];
    return ['The template names no field; write it like "{first_name} {last_name}".'];
  }
  if (isPassword) return optionsOf(rule).map((option) => `"${option}" does nothing for a password.`);
  return checkFieldRule(rule, resolved, text);
}

function optionsOf({ field: _field, ...options }: FieldRule): readonly string[] {
  return Object.keys(options);
}
