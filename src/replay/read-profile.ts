import { Ajv } from 'ajv';
import { replayProfileSchema } from '../../schemas/replay-profile.js';
import type { JsonValue } from '../scim/index.js';
import { matcherOf } from './matches.js';
import { type Profile, ProfileUnusable, type Step } from './profile.js';
import { parseValuePath } from './value-path.js';
import { variablesOf } from './variables.js';

/**
 * Reads a profile, and looks before anything is sent whether it can be played: variables that no step saves, matchers and
 * paths that there are not.
 * @param given the names of the variables that come from outside
 * @throws ProfileUnusable
 */
export function readProfile(text: string, file: string, given: readonly string[] = []): Profile {
  const profile = parse(text, file);
  const known = new Set(['auth', ...given]);
  const need = (value: JsonValue, where: string): void => {
    for (const name of variablesOf(value)) {
      if (!known.has(name))
        throw new ProfileUnusable(file, `${where} asks for {{${name}}}, which nothing gives a value`);
    }
  };
  for (const [name, value] of Object.entries(profile.vars ?? {})) {
    need(value, `vars.${name}`);
    known.add(name);
  }
  profile.steps.forEach((step, index) => {
    const where = `step ${index + 1} (${step.name})`;
    const { path, headers = {}, body = null, expect } = step;
    for (const each of [path, { ...headers }, body]) need(each, where);
    for (const name of Object.keys(step.save ?? {})) known.add(name);
    need([expect.body ?? {}, expect.headers ?? {}], where);
    try {
      checkExpectations(step);
    } catch (error) {
      throw new ProfileUnusable(file, `${where}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  return profile;
}

function parse(text: string, file: string): Profile {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new ProfileUnusable(file, `it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const check = new Ajv({ strict: false }).compile<Profile>(replayProfileSchema);
  if (check(data)) return data;
  const [fault] = check.errors ?? [];
  throw new ProfileUnusable(file, `${fault?.instancePath || 'it'} ${fault?.message ?? 'is wrong'}`);
}

function checkExpectations({ expect, save = {} }: Step): void {
  for (const path of [...Object.keys(expect.body ?? {}), ...Object.values(save)]) parseValuePath(path);
  for (const wanted of [...Object.values(expect.body ?? {}), ...Object.values(expect.headers ?? {})]) {
    matcherOf(wanted as JsonValue);
  }
}
