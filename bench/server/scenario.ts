import type { BenchDirectory } from './directory-files.js';

export interface BenchRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: string;
}

/** One kind of request that is measured. */
export interface Scenario {
  readonly name: string;
  /** The bare server's route for it. */
  readonly route: string;
  readonly method: BenchRequest['method'];
  /** The status of each answer. */
  readonly status: number;
  /** The share of the bare server's requests/s that we aim at; undefined: a write, which has to wait for the disk. */
  readonly aim?: number;
  /** The next request; each differs from the one before. */
  next(): BenchRequest;
}

/** An answer of the gateway, for the bare server to repeat. */
export interface RecordedAnswer {
  readonly method: BenchRequest['method'];
  readonly route: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

const BASE = '/scim/v2';
const PAGE = 100;

export function scenarios({ sample, size, groupId, nextOutsider }: BenchDirectory): readonly Scenario[] {
  let turn = 0;
  let created = 0;
  const someone = () => sample[turn++ % sample.length] as { readonly id: string; readonly login: string };
  return [
    {
      name: 'look-up by id',
      method: 'GET',
      route: `${BASE}/Users/:id`,
      status: 200,
      aim: 0.8,
      next: () => ({ method: 'GET', path: `${BASE}/Users/${someone().id}` }),
    },
    {
      name: 'look-up by unique field',
      method: 'GET',
      route: `${BASE}/Users`,
      status: 200,
      aim: 0.8,
      next: () => ({
        method: 'GET',
        path: `${BASE}/Users?filter=${encodeURIComponent(`userName eq "${someone().login}"`)}`,
      }),
    },
    {
      name: `page of ${PAGE}`,
      method: 'GET',
      route: `${BASE}/Users`,
      status: 200,
      aim: 0.6,
      next: () => {
        turn += 1;
        return {
          method: 'GET',
          path: `${BASE}/Users?startIndex=${1 + ((turn * 997) % Math.max(1, size - PAGE))}&count=${PAGE}`,
        };
      },
    },
    {
      name: 'create',
      method: 'POST',
      route: `${BASE}/Users`,
      status: 201,
      next: () => {
        created += 1;
        return { method: 'POST', path: `${BASE}/Users`, body: JSON.stringify(newUser(created)) };
      },
    },
    {
      name: 'member added to 10,000',
      method: 'PATCH',
      route: `${BASE}/Groups/:id`,
      status: 204,
      next: () => ({
        method: 'PATCH',
        path: `${BASE}/Groups/${groupId}`,
        body: JSON.stringify({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'add', path: 'members', value: [{ value: nextOutsider() }] }],
        }),
      }),
    },
  ];
}

function newUser(number: number): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `new.person.${process.pid}.${number}@example.com`,
    name: { givenName: 'Nóra', familyName: `O'Brien ${number}` },
    emails: [{ value: `new.person.${number}@example.com`, type: 'work', primary: true }],
    active: true,
  };
}
