// SCIMMY's express routers over a Map for each resource type: what its README shows, and a unique userName.
import { randomUUID } from 'node:crypto';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

const token = 'verify-others';

function declare(type, uniqueName) {
  const records = new Map();
  SCIMMY.Resources.declare(type, {
    ingress: ({ id }, data) => {
      if (id !== undefined && !records.has(id)) throw new SCIMMY.Types.Error(404, null, `There is no resource ${id}.`);
      const name = String(data[uniqueName]).toLowerCase();
      const isTaken = [...records.values()].some(
        (each) => each.id !== id && String(each[uniqueName]).toLowerCase() === name,
      );
      if (uniqueName === 'userName' && isTaken)
        throw new SCIMMY.Types.Error(409, 'uniqueness', 'This userName is taken.');
      const now = new Date();
      const created = records.get(id)?.meta.created ?? now;
      const record = {
        ...JSON.parse(JSON.stringify(data)),
        id: id ?? randomUUID(),
        meta: { created, lastModified: now },
      };
      records.set(record.id, record);
      return record;
    },
    egress: ({ id, filter }) => {
      if (id === undefined) return filter ? filter.match([...records.values()]) : [...records.values()];
      if (!records.has(id)) throw new SCIMMY.Types.Error(404, null, `There is no resource ${id}.`);
      return [records.get(id)];
    },
    degress: ({ id }) => {
      if (!records.delete(id)) throw new SCIMMY.Types.Error(404, null, `There is no resource ${id}.`);
    },
  });
}

/** Listens on a free port of this machine. */
export async function start() {
  declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false), 'userName');
  declare(SCIMMY.Resources.Group, 'displayName');
  const app = express();
  app.use(
    '/scim',
    new SCIMMYRouters({
      type: 'bearer',
      handler: (request) => {
        if (request.header('Authorization') !== `Bearer ${token}`) throw new Error('This token is not known.');
        return 'verify';
      },
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { base: `http://127.0.0.1:${server.address().port}/scim`, bearer: token, close: () => server.close() };
}
