import type { AttributeRule } from '../mapping/index.js';

/** How much is behind a proposal: names and values agree; one of them says so; it is worth a look. */
export type Confidence = 'high' | 'medium' | 'low';

/** One attribute, and where it would be kept. */
export interface ProposedRule {
  /** A SCIM attribute path. */
  readonly attribute: string;
  readonly rule: AttributeRule;
  /** The field that it is about, for people. */
  readonly field: string;
  /** Why, in a sentence. */
  readonly reason: string;
  readonly confidence: Confidence;
}

/** The record's key. */
export interface ProposedKey {
  readonly field: string;
  readonly generate?: 'sequence';
  readonly reason: string;
  readonly confidence: Confidence;
}

/** A field that no attribute would be kept in. */
export interface LeftOut {
  readonly field: string;
  readonly reason: string;
}

export interface ProposedMapping {
  readonly id: ProposedKey;
  readonly rules: readonly ProposedRule[];
  readonly leftOut: readonly LeftOut[];
}

/** 0 to 1, as three words. */
export function confidenceOf(score: number): Confidence {
  return score >= 0.85 ? 'high' : score >= 0.65 ? 'medium' : 'low';
}

/** The mapping of one resource type as the config file has it. */
export function mappingOf({ id, rules }: ProposedMapping) {
  return {
    id: id.generate === undefined ? id.field : { field: id.field, generate: id.generate },
    attributes: Object.fromEntries(rules.map(({ attribute, rule }) => [attribute, rule])),
  };
}
