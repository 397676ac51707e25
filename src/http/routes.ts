import type { Access } from '../auth/index.js';
import { ScimError } from '../scim/index.js';
import { bulk } from './bulk-handler.js';
import * as discovery from './discovery-handlers.js';
import type { Answer, Exchange, ResourceExchange } from './exchange.js';
import type { Limits } from './limits.js';
import * as resources from './resource-handlers.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What can be asked under one path. */
export interface Route<Asked extends Exchange> {
  readonly operation: string;
  readonly handle: (exchange: Asked) => Promise<Answer>;
  /** What the credential must allow. */
  readonly access: Access;
  /** Bytes of a body at most, where it is not what the server takes. */
  readonly bodyLimit?: (limits: Limits) => number;
}

export interface PathRoutes<Asked extends Exchange> {
  /** Relative to the base path, or to the resource type's endpoint. */
  readonly path: string;
  readonly methods: { readonly [Name in Method]?: Route<Asked> };
}

/** RFC 7644 section 4 (SCIM 1.1 names the first one in the plural), and what is asked of all resource types together. */
export const connectorRoutes: readonly PathRoutes<Exchange>[] = [
  ...['/ServiceProviderConfig', '/ServiceProviderConfigs'].map((path) => ({
    path,
    methods: {
      GET: {
        operation: 'serviceProviderConfig',
        access: 'read' as const,
        handle: unfiltered(discovery.serviceProviderConfig),
      },
    },
  })),
  {
    path: '/Schemas',
    methods: { GET: { operation: 'schemas', access: 'read', handle: unfiltered(discovery.schemas) } },
  },
  {
    path: '/Schemas/:id',
    methods: { GET: { operation: 'schema', access: 'read', handle: unfiltered(discovery.schema) } },
  },
  {
    path: '/ResourceTypes',
    methods: { GET: { operation: 'resourceTypes', access: 'read', handle: unfiltered(discovery.resourceTypes) } },
  },
  {
    path: '/ResourceTypes/:id',
    methods: { GET: { operation: 'resourceType', access: 'read', handle: unfiltered(discovery.resourceType) } },
  },
  { path: '/', methods: { GET: { operation: 'listAll', access: 'read', handle: resources.listAll } } },
  { path: '/.search', methods: { POST: { operation: 'searchAll', access: 'read', handle: resources.searchAll } } },
  {
    path: '/Bulk',
    methods: {
      POST: {
        operation: 'bulk',
        access: 'write',
        handle: bulk,
        bodyLimit: ({ bulk: { maxPayloadSize } }) => maxPayloadSize,
      },
    },
  },
  { path: '/Me', methods: everyMethod({ operation: 'me', access: 'read', handle: discovery.me }) },
];

function everyMethod(route: Route<Exchange>): PathRoutes<Exchange>['methods'] {
  return { GET: route, POST: route, PUT: route, PATCH: route, DELETE: route };
}

/** RFC 7644 section 4: who filters here would not see what it has to know of the server. */
function unfiltered(handle: Route<Exchange>['handle']): Route<Exchange>['handle'] {
  return async (exchange) => {
    if (exchange.query.filter !== undefined)
      throw new ScimError(403, 'What the server says of itself is not filtered.');
    return handle(exchange);
  };
}

/** RFC 7644 section 3.2, for each resource type under its endpoint. */
export const resourceRoutes: readonly PathRoutes<ResourceExchange>[] = [
  {
    path: '',
    methods: {
      GET: { operation: 'list', access: 'read', handle: resources.list },
      POST: { operation: 'create', access: 'write', handle: resources.create },
    },
  },
  {
    path: '/.search',
    methods: { POST: { operation: 'search', access: 'read', handle: resources.search } },
  },
  {
    path: '/:id',
    methods: {
      GET: { operation: 'read', access: 'read', handle: resources.read },
      PUT: { operation: 'replace', access: 'write', handle: resources.replace },
      PATCH: { operation: 'patch', access: 'write', handle: resources.patch },
      DELETE: { operation: 'delete', access: 'write', handle: resources.remove },
    },
  },
];
