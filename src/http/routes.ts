import { ScimError } from '../scim/index.js';
import { bulk, bulkLimits } from './bulk-handler.js';
import * as discovery from './discovery-handlers.js';
import type { Answer, Exchange, ResourceExchange } from './exchange.js';
import * as resources from './resource-handlers.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What can be asked under one path. */
export interface Route<Asked extends Exchange> {
  readonly operation: string;
  readonly handle: (exchange: Asked) => Promise<Answer>;
  /** Bytes of a body at most, where it is less than the server takes. */
  readonly bodyLimit?: number;
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
    methods: { GET: { operation: 'serviceProviderConfig', handle: unfiltered(discovery.serviceProviderConfig) } },
  })),
  { path: '/Schemas', methods: { GET: { operation: 'schemas', handle: unfiltered(discovery.schemas) } } },
  { path: '/Schemas/:id', methods: { GET: { operation: 'schema', handle: unfiltered(discovery.schema) } } },
  {
    path: '/ResourceTypes',
    methods: { GET: { operation: 'resourceTypes', handle: unfiltered(discovery.resourceTypes) } },
  },
  {
    path: '/ResourceTypes/:id',
    methods: { GET: { operation: 'resourceType', handle: unfiltered(discovery.resourceType) } },
  },
  { path: '/', methods: { GET: { operation: 'listAll', handle: resources.listAll } } },
  { path: '/.search', methods: { POST: { operation: 'searchAll', handle: resources.searchAll } } },
  {
    path: '/Bulk',
    methods: { POST: { operation: 'bulk', handle: bulk, bodyLimit: bulkLimits.maxPayloadSize } },
  },
  { path: '/Me', methods: everyMethod({ operation: 'me', handle: discovery.me }) },
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
      GET: { operation: 'list', handle: resources.list },
      POST: { operation: 'create', handle: resources.create },
    },
  },
  {
    path: '/.search',
    methods: { POST: { operation: 'search', handle: resources.search } },
  },
  {
    path: '/:id',
    methods: {
      GET: { operation: 'read', handle: resources.read },
      PUT: { operation: 'replace', handle: resources.replace },
      PATCH: { operation: 'patch', handle: resources.patch },
      DELETE: { operation: 'delete', handle: resources.remove },
    },
  },
];
