import { type Fault, refuse } from '../faulty-server.js';

const isConfig = (path: string): boolean => path.startsWith('/ServiceProviderConfig');

export const discoveryFaults: readonly Fault[] = [
  {
    name: 'no service provider configuration',
    catches: ['discovery.config'],
    request: ({ path }) => (isConfig(path) ? refuse(404) : undefined),
  },
  {
    name: 'a configuration that does not say whether there is PATCH',
    catches: ['discovery.config.features'],
    response: ({ body }, { path }) => void (isConfig(path) && delete body.patch),
  },
  {
    name: 'limits as texts',
    catches: ['discovery.config.limits'],
    response({ body }, { path }) {
      if (isConfig(path)) body.bulk.maxOperations = '1000';
    },
  },
  {
    name: 'no authentication schemes',
    catches: ['discovery.config.authentication'],
    response: ({ body }, { path }) => void (isConfig(path) && delete body.authenticationSchemes),
  },
  {
    name: 'a configuration as application/json',
    catches: ['discovery.config.media-type'],
    response({ headers }, { path }) {
      if (isConfig(path)) headers['content-type'] = 'application/json';
    },
  },
  {
    name: 'no resource types',
    catches: ['discovery.types'],
    request: ({ path }) => (path === '/ResourceTypes' ? refuse(404) : undefined),
  },
  {
    name: 'resource types without schemas',
    catches: ['discovery.types.shape'],
    response({ body }, { path }) {
      if (path === '/ResourceTypes') for (const type of body.Resources) delete type.schemas;
    },
  },
  {
    name: 'extensions that do not say whether they are required',
    catches: ['discovery.types.extensions'],
    response({ body }, { path }) {
      if (path !== '/ResourceTypes') return;
      for (const type of body.Resources) for (const extension of type.schemaExtensions ?? []) delete extension.required;
    },
  },
  {
    name: 'resource types that cannot be read one by one',
    catches: ['discovery.types.one'],
    request: ({ path }) => (path.startsWith('/ResourceTypes/') ? refuse(404) : undefined),
  },
  {
    name: 'an endpoint that is announced and not there',
    catches: ['discovery.types.reachable'],
    response({ body }, { path }) {
      if (path === '/ResourceTypes') body.Resources[0].endpoint = '/People';
    },
  },
  {
    name: 'no schemas',
    catches: ['discovery.schemas'],
    request: ({ path }) => (path === '/Schemas' ? refuse(404) : undefined),
  },
  {
    name: 'types of attributes that no standard has',
    catches: ['discovery.schemas.attributes'],
    response({ body }, { path, query }) {
      if (path === '/Schemas' && query.size === 0) body.Resources[0].attributes[0].type = 'text';
    },
  },
  {
    name: 'a schema that is named and not described',
    catches: ['discovery.schemas.announced'],
    response({ body }, { path, query }) {
      if (path !== '/Schemas' || query.size > 0) return;
      body.Resources = body.Resources.filter(({ id }: { id: string }) => !id.includes('enterprise'));
    },
  },
  {
    name: 'schemas that cannot be read one by one',
    catches: ['discovery.schemas.one'],
    request: ({ path }) => (path.startsWith('/Schemas/') ? refuse(404) : undefined),
  },
  {
    name: 'filters on schemas passed over',
    catches: ['discovery.filter-refused'],
    request({ path, query }) {
      if (path === '/Schemas') query.delete('filter');
      return undefined;
    },
  },
  {
    name: 'any schema for one that is not there',
    catches: ['discovery.unknown-schema'],
    response(answered, { path }) {
      if (path.startsWith('/Schemas/') && answered.status === 404) answered.status = 200;
    },
  },
];
