import type { JsonObject, JsonValue } from '../../scim/index.js';
import type { CheckContext } from '../check.js';
import type { Answer } from '../exchange.js';
import type { Made } from '../make.js';
import { typeNamed } from '../server-facts.js';
import { objectsAt } from '../value-at.js';
import { PATCH_OP } from '../wire.js';

/** `/Users`, as the server calls it. */
export function users({ server }: Pick<CheckContext, 'server'>): string {
  return typeNamed(server, 'User')?.endpoint ?? '/Users';
}

/** `/Groups`, as the server calls it. */
export function groups({ server }: Pick<CheckContext, 'server'>): string {
  return typeNamed(server, 'Group')?.endpoint ?? '/Groups';
}

/** A path with its query, encoded. */
export function withQuery(path: string, parameters: { readonly [name: string]: string | number }): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${path}?${pairs.join('&')}`;
}

export type Operation = { readonly op: string; readonly path?: string; readonly value?: JsonValue };

/** The body of a PATCH in SCIM 2.0. */
export function operations(...list: readonly Operation[]): JsonObject {
  return { schemas: [PATCH_OP], Operations: list };
}

/** Sets attributes by PATCH, in the form of either version. */
export function patchSet({ client, wire }: CheckContext, made: Made, values: JsonObject): Promise<Answer> {
  const body =
    wire.version === '2.0'
      ? operations(...Object.entries(values).map(([path, value]) => ({ op: 'replace', path, value: value ?? null })))
      : { schemas: [wire.user], ...values };
  return client.patch(made.path, body);
}

/** PATCH, its success, and how the resource reads afterwards. */
export async function patched(context: CheckContext, made: Made, ...list: readonly Operation[]): Promise<Answer> {
  const { client, expect } = context;
  expect.status(await client.patch(made.path, operations(...list)), 200, 204);
  return read(context, made);
}

/** The resource as it reads now. */
export async function read({ client, expect }: CheckContext, { path }: Pick<Made, 'path'>): Promise<Answer> {
  const answer = await client.get(path);
  expect.status(answer, 200);
  return answer;
}

const texts = ['title', 'displayName', 'nickName', 'userType', 'externalId'];

/** Attributes of users, plain texts, that this server keeps. @throws Skip where it keeps fewer than `count` */
export function keptTexts({ keeps, skip }: CheckContext, count: number): readonly string[] {
  const kept = texts.filter(keeps);
  if (kept.length < count)
    skip(`it needs ${count} plain text attributes that the server keeps, of ${texts.join(', ')}`);
  return kept.slice(0, count);
}

export function requireKept({ keeps, skip }: CheckContext, attribute: string): void {
  if (!keeps(attribute)) skip(`the server does not keep ${attribute}`);
}

/** The ids of a group's members, from an answer. */
export function memberIds({ body }: Pick<Answer, 'body'>): readonly string[] {
  return objectsAt(body, 'members').map(({ value }) => String(value));
}

/** What both versions ask in the same words. */
export function both(rfc: string, scim11: string): { readonly '2.0': string; readonly '1.1': string } {
  return { '2.0': rfc, '1.1': `SCIM 1.1 ${scim11}` };
}

/** @throws Skip where a filter was declined as one that the server does not support */
export function skipDeclined({ wire, skip }: CheckContext, { status, body }: Answer): void {
  if (status !== 400) return;
  if (wire.version === '2.0' && body.scimType !== 'invalidFilter') return;
  skip('the server declines this kind of filter, with 400 invalidFilter');
}
