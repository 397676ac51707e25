/** OpenAPI documents of different habits, made up, each with the options that a person would write. */
export interface OpenApiCase {
  readonly name: string;
  readonly text: string;
  readonly options: object;
  readonly user: { readonly id: string; readonly attributes: object };
  readonly group?: { readonly id: string; readonly attributes: object };
}

const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
const ok = (schema: object): object => ({ responses: { 200: { description: 'ok', ...json(schema) } } });
const query = (name: string, schema: object = { type: 'string' }): object => ({ name, in: 'query', schema });
const text = { type: 'string' };
const id = (name: string): object => ({ name, in: 'path', required: true, schema: text });

export const openApiCorpus: readonly OpenApiCase[] = [
  {
    name: '3.0, wrapped answers, offsets, a bearer token, teams with members one at a time',
    text: JSON.stringify({
      openapi: '3.0.3',
      servers: [{ url: 'https://hr.example.com/api/' }],
      security: [{ token: [] }],
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
        schemas: {
          Employee: {
            type: 'object',
            properties: {
              id: { ...text, readOnly: true },
              login: text,
              firstName: text,
              lastName: text,
              mail: { ...text, format: 'email' },
              status: { ...text, enum: ['A', 'D'] },
            },
          },
          Team: { type: 'object', properties: { id: text, name: text, members: { type: 'array', items: text } } },
          Wrapped: { type: 'object', properties: { data: { $ref: '#/components/schemas/Employee' } } },
        },
      },
      paths: {
        '/departments': { get: ok({ type: 'array', items: text }) },
        '/employees': {
          get: {
            parameters: [
              query('skip', { type: 'integer' }),
              query('take', { type: 'integer', maximum: 200 }),
              query('login'),
            ],
            ...ok({
              type: 'object',
              properties: {
                data: { type: 'array', items: { $ref: '#/components/schemas/Employee' } },
                meta: { type: 'object', properties: { total: { type: 'integer' } } },
              },
            }),
          },
          post: {
            requestBody: json({ type: 'object', properties: { employee: { $ref: '#/components/schemas/Employee' } } }),
            ...ok({ $ref: '#/components/schemas/Wrapped' }),
          },
        },
        '/employees/{employeeId}': {
          parameters: [id('employeeId')],
          get: ok({ $ref: '#/components/schemas/Wrapped' }),
          patch: ok({ $ref: '#/components/schemas/Wrapped' }),
          delete: { responses: { 204: { description: 'gone' } } },
        },
        '/teams': { get: ok({ type: 'array', items: { $ref: '#/components/schemas/Team' } }) },
        '/teams/{team}/members/{employee}': { put: { responses: {} }, delete: { responses: {} } },
      },
    }),
    options: {
      baseUrl: 'https://hr.example.com/api',
      auth: { type: 'bearer', token: '${env:API_TOKEN}' },
      User: {
        find: {
          request: 'GET /employees',
          records: '/data',
          total: '/meta/total',
          page: { type: 'offset', offset: 'skip', limit: 'take', max: 200 },
          filters: { 'login eq': 'login={value}' },
        },
        get: { request: 'GET /employees/{id}', record: '/data' },
        insert: { request: 'POST /employees', body: { employee: '{record}' }, record: '/data', omit: ['id'] },
        update: { request: 'PATCH /employees/{id}', omit: ['id'] },
        remove: { request: 'DELETE /employees/{id}' },
      },
      Group: {
        find: { request: 'GET /teams' },
        addMember: { request: 'PUT /teams/{id}/members/{member}' },
        removeMember: { request: 'DELETE /teams/{id}/members/{member}' },
      },
    },
    user: {
      id: 'id',
      attributes: {
        userName: 'login',
        'name.givenName': 'firstName',
        'name.familyName': 'lastName',
        'emails[type eq "work"].value': 'mail',
        active: { field: 'status', values: { A: true, D: false } },
        displayName: { template: '{firstName} {lastName}' },
      },
    },
    group: { id: 'id', attributes: { displayName: 'name', members: 'members' } },
  },
  {
    name: 'YAML, 3.1, allOf, nested names, pages from 0, Basic Auth, PUT',
    text: `openapi: 3.1.0
servers: [{ url: 'https://{host}/v2', variables: { host: { default: crm.example.com } } }]
components:
  securitySchemes: { login: { type: http, scheme: basic } }
  schemas:
    Base: { type: object, properties: { uuid: { type: [string, 'null'], format: uuid } } }
    Person:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          properties:
            username: { type: string }
            enabled: { type: boolean }
            name: { type: object, properties: { first: { type: string }, last: { type: string } } }
paths:
  /people:
    get:
      security: [{ login: [] }]
      parameters:
        - { name: page, in: query, schema: { type: integer, minimum: 0 } }
        - { name: size, in: query, schema: { type: integer } }
      responses:
        '200': { content: { application/json: { schema: { type: object, properties: { content: { type: array, items: { $ref: '#/components/schemas/Person' } }, totalElements: { type: integer } } } } } }
  /people/{uuid}:
    get: { responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Person' } } } } } }
    put: { responses: { '200': {} } }
`,
    options: {
      baseUrl: 'https://crm.example.com/v2',
      auth: { type: 'basic', username: '${env:API_USER}', password: '${env:API_PASSWORD}' },
      User: {
        find: {
          request: 'GET /people',
          records: '/content',
          total: '/totalElements',
          page: { type: 'page', page: 'page', limit: 'size', max: 100, first: 0 },
        },
        get: { request: 'GET /people/{id}' },
        update: { request: 'PUT /people/{id}' },
      },
    },
    user: {
      id: 'uuid',
      attributes: {
        userName: 'username',
        'name.givenName': 'name.first',
        'name.familyName': 'name.last',
        active: 'enabled',
        displayName: { template: '{name.first} {name.last}' },
      },
    },
  },
  {
    name: 'Swagger 2, a key in a header, German names',
    text: JSON.stringify({
      swagger: '2.0',
      host: 'personal.example.de',
      basePath: '/rest',
      schemes: ['http', 'https'],
      securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
      security: [{ key: [] }],
      definitions: {
        Mitarbeiter: {
          type: 'object',
          properties: {
            personalnummer: text,
            kennung: text,
            vorname: text,
            nachname: text,
            aktiv: { type: 'boolean' },
          },
        },
      },
      paths: {
        '/mitarbeiter': {
          get: { responses: { 200: { schema: { type: 'array', items: { $ref: '#/definitions/Mitarbeiter' } } } } },
          post: {
            parameters: [{ in: 'body', name: 'body', schema: { $ref: '#/definitions/Mitarbeiter' } }],
            responses: {},
          },
        },
        '/mitarbeiter/{personalnummer}': { delete: { responses: {} } },
      },
    }),
    options: {
      baseUrl: 'https://personal.example.de/rest',
      auth: { type: 'header', name: 'X-Api-Key', value: '${env:API_KEY}' },
      User: {
        find: { request: 'GET /mitarbeiter' },
        insert: { request: 'POST /mitarbeiter' },
        remove: { request: 'DELETE /mitarbeiter/{id}' },
      },
    },
    user: {
      id: 'personalnummer',
      attributes: {
        userName: 'kennung',
        'name.givenName': 'vorname',
        'name.familyName': 'nachname',
        active: 'aktiv',
        displayName: { template: '{vorname} {nachname}' },
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber': { template: '{personalnummer}' },
      },
    },
  },
  {
    name: 'cursors, OAuth 2 with client credentials, groups by name',
    text: JSON.stringify({
      openapi: '3.0.0',
      servers: [{ url: '/relative' }, { url: 'https://api.example.com' }],
      security: [{ oauth: ['users:read'] }],
      components: {
        securitySchemes: {
          oauth: {
            type: 'oauth2',
            flows: {
              clientCredentials: {
                tokenUrl: 'https://login.example.com/token',
                scopes: { 'users:read': '', 'users:write': '' },
              },
            },
          },
        },
      },
      paths: {
        '/v1/users': {
          get: {
            parameters: [query('page_token'), query('page_size', { type: 'integer', maximum: 50 })],
            ...ok({
              type: 'object',
              properties: {
                users: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: { id: text, email: { ...text, format: 'email' }, full_name: text },
                  },
                },
                next_page_token: text,
              },
            }),
          },
        },
        '/v1/users/{user_id}': { get: ok({ type: 'object', properties: { id: text } }) },
        '/v1/groups': {
          get: ok({
            type: 'object',
            properties: { groups: { type: 'array', items: { type: 'object', properties: { name: text } } } },
          }),
        },
      },
    }),
    options: {
      baseUrl: 'https://api.example.com',
      auth: {
        type: 'oauth2',
        tokenUrl: 'https://login.example.com/token',
        clientId: '${env:API_CLIENT_ID}',
        clientSecret: '${env:API_CLIENT_SECRET}',
        scope: 'users:read users:write',
      },
      User: {
        find: {
          request: 'GET /v1/users',
          records: '/users',
          page: { type: 'cursor', cursor: 'page_token', limit: 'page_size', max: 50, next: '/next_page_token' },
        },
        get: { request: 'GET /v1/users/{id}' },
      },
      Group: { find: { request: 'GET /v1/groups', records: '/groups' } },
    },
    user: {
      id: 'id',
      attributes: {
        userName: 'email',
        'emails[type eq "work"].value': { field: 'email', access: 'read' },
        displayName: 'full_name',
      },
    },
    group: { id: 'name', attributes: { displayName: 'name' } },
  },
  {
    name: 'operationIds say what paths do not, references go in circles, no credentials',
    text: JSON.stringify({
      openapi: '3.0.1',
      servers: [{ url: 'http://127.0.0.1:9/x' }],
      components: {
        schemas: {
          Entry: {
            type: 'object',
            properties: {
              key: text,
              nickname: text,
              boss: { $ref: '#/components/schemas/Entry' },
              self: { $ref: '#/components/schemas/Loop' },
              away: { $ref: 'https://example.com/x.json' },
            },
          },
          Loop: { $ref: '#/components/schemas/Loop' },
        },
      },
      paths: {
        '/entries': {
          get: { operationId: 'listPeople', ...ok({ type: 'array', items: { $ref: '#/components/schemas/Entry' } }) },
        },
      },
    }),
    options: { baseUrl: 'http://127.0.0.1:9/x', User: { find: { request: 'GET /entries' } } },
    user: { id: 'key', attributes: { userName: { template: '{key}' }, nickName: 'nickname' } },
  },
  {
    name: 'people nested below an organisation do not count, those at the top do; start index from 1',
    text: JSON.stringify({
      openapi: '3.0.2',
      servers: [{ url: 'https://api.example.org' }],
      security: [{}],
      paths: {
        '/orgs/{org}/users': { get: ok({ type: 'array', items: { type: 'object', properties: { id: text } } }) },
        '/accounts': {
          get: {
            parameters: [
              query('startIndex', { type: 'integer' }),
              query('count', { type: 'integer' }),
              query('USERNAME'),
            ],
            ...ok({
              type: 'object',
              properties: {
                result: {
                  type: 'object',
                  properties: {
                    total: { type: 'integer' },
                    items: {
                      type: 'array',
                      items: { type: 'object', properties: { id: { type: 'integer' }, username: text } },
                    },
                  },
                },
              },
            }),
          },
        },
      },
    }),
    options: {
      baseUrl: 'https://api.example.org',
      User: {
        find: {
          request: 'GET /accounts',
          records: '/result/items',
          total: '/result/total',
          page: { type: 'offset', offset: 'startIndex', limit: 'count', max: 100, first: 1 },
          filters: { 'username eq': 'USERNAME={value}' },
        },
      },
    },
    user: { id: 'id', attributes: { userName: 'username' } },
  },
];
