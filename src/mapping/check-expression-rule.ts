import { compileExpression, type Expression, ExpressionError } from '../expression/index.js';
import type { CompiledType, ResolvedAttribute } from '../scim/index.js';
import { nearestOf } from './check-names.js';
import type { ExpressionRuleConfig, MappingFault } from './config.js';

/** Everything that is wrong with the expressions of a rule; pointers start at the rule. */
export function checkExpressionRule(
  rule: ExpressionRuleConfig,
  { attribute, subAttribute }: ResolvedAttribute,
  text: string,
  type: CompiledType,
): readonly MappingFault[] {
  if (attribute.returned === 'never') {
    return [{ pointer: '', message: 'A password is written to a field and never read; an expression cannot do that.' }];
  }
  if (attribute.multiValued && subAttribute) {
    return [
      { pointer: '', message: `An expression makes the whole of a list: map "${attribute.name}" and not "${text}".` },
    ];
  }
  const writes = Object.entries(rule.write ?? {});
  return [
    ...checkExpression('/read', rule.read, ['record'], (expression) => checkRecord(expression)),
    ...writes.flatMap(([field, expression]) =>
      checkExpression(
        `/write/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        expression,
        ['value', 'resource'],
        (compiled) => checkResource(compiled, type),
      ),
    ),
  ];
}

type Problem = Omit<MappingFault, 'pointer'>;

function checkExpression(
  pointer: string,
  text: string,
  variables: readonly string[],
  check: (expression: Expression) => readonly Problem[],
): readonly MappingFault[] {
  try {
    return check(compileExpression(text, variables)).map((problem) => ({ pointer, ...problem }));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return [{ pointer, message: error.message }];
  }
}

function checkRecord({ reads }: Expression): readonly Problem[] {
  return reads.some(({ property }) => property === undefined)
    ? [{ message: 'The expression must name each field that it reads: record.first_name, or record["first name"].' }]
    : [];
}

function checkResource({ reads }: Expression, type: CompiledType): readonly Problem[] {
  return reads.flatMap(({ variable, property }): readonly Problem[] => {
    if (variable !== 'resource') return [];
    if (property === undefined) {
      return [{ message: 'The expression must name each attribute that it reads: resource.displayName.' }];
    }
    const names = type.attributes.map(({ name }) => name);
    const attribute = type.attributes.find(({ name }) => name === property);
    if (attribute?.returned === 'never') return [{ message: `"${property}" is a secret, which no expression sees.` }];
    if (attribute) return [];
    const suggestion = nearestOf(property, names);
    return [
      {
        message: `${type.resourceType.name} has no attribute "${property}".`,
        ...(suggestion !== undefined && { suggestion }),
      },
    ];
  });
}
