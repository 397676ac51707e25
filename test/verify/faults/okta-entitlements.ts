import { type Asked, type Fault, isUser, type Json } from '../faulty-server.js';

const isRoles = ({ path }: Asked): boolean => path === '/Roles';
const isProducts = ({ path }: Asked): boolean => path === '/Products';

/** Leaves out what a PUT would assign or revoke. */
const without =
  (attribute: string, leftOut: (list: Json) => boolean) =>
  ({ method, body }: Asked): undefined => {
    if (method === 'PUT' && leftOut(body[attribute])) delete body[attribute];
  };

const isGrant = (list: Json): boolean => list?.length > 0;

export const entitlementFaults: readonly Fault[] = [
  { name: 'none', suites: ['okta-entitlements'], catches: [] },
  {
    name: 'itemsPerPage as it was asked for',
    catches: ['okta-entitlements.page'],
    response({ body }, asked) {
      if (isProducts(asked)) body.itemsPerPage = 100;
    },
  },
  {
    name: 'entitlements without type',
    catches: ['okta-entitlements.entitlement'],
    response({ body }, asked) {
      if (isProducts(asked)) for (const product of body.Resources) delete product.type;
    },
  },
  {
    name: 'roles without displayName',
    catches: ['okta-entitlements.role'],
    response({ body }, asked) {
      if (isRoles(asked)) for (const role of body.Resources) delete role.displayName;
    },
  },
  { name: 'roles that are not assigned', catches: ['okta-entitlements.assign'], request: without('roles', isGrant) },
  {
    name: 'entitlements that are not assigned',
    catches: ['okta-entitlements.assign'],
    request: without('entitlements', isGrant),
  },
  ...['roles', 'entitlements'].map((attribute) => {
    const granted = new Map<string, Json>();
    return {
      name: `${attribute} that are not revoked`,
      catches: ['okta-entitlements.revoke'],
      request({ method, path, body }: Asked): undefined {
        if (method === 'POST' && path === '/Users' && body[attribute]) granted.set(body.userName, body[attribute]);
        return undefined;
      },
      response({ body }: { body: Json }, asked: Asked): void {
        if (asked.method === 'GET' && isUser(asked) && granted.has(body.userName)) {
          body[attribute] = granted.get(body.userName);
        }
      },
    };
  }),
];
