import type { Adapter, Call, Host, OperationNote, Store } from 'scim-gateway/plugin';
import { openUpstream } from './network/upstream.js';
import { compileOperation, type OperationContext } from './operation.js';
import type { ResourceOptions, RestOptions } from './options.js';
import { type CompiledStore, compileStore } from './store/compile-store.js';

/**
 * Compiles what the options say of the API, and opens the way there. Nothing is sent yet.
 * @throws Error a sentence that says which option is wrong
 */
export async function openRest(options: RestOptions, host: Host): Promise<Adapter> {
  const upstream = await openUpstream(options, host);
  try {
    return openOver(options, host, {
      baseUrl: options.baseUrl,
      headers: new Set(Object.keys(options.headers).map((name) => name.toLowerCase())),
      format: options.format ?? 'json',
      answers: options,
      upstream,
    });
  } catch (error) {
    await upstream.close();
    throw error;
  }

  function openOver(options: RestOptions, host: Host, context: OperationContext): Adapter {
    const compiled = new Map<string, CompiledStore>();
    for (const [type, resource] of resourcesOf(options)) {
      const use = host.resources[type];
      if (!use) {
        throw new Error(`There is no resource type "${type}"; there are ${Object.keys(host.resources).join(', ')}.`);
      }
      compiled.set(
        type,
        named(type, () => compileStore(type, resource, { use, now: host.now }, context)),
      );
    }
    const check =
      options.check &&
      named('check', () =>
        compileOperation(options.check ?? { request: '' }, { variables: [], fields: [] }, context, { kind: 'write' }),
      );
    const stores: { [type: string]: Store } = {};
    const notes: OperationNote[] = [];
    for (const [type, { store, notes: own }] of compiled) {
      stores[type] = store;
      notes.push(...own);
    }
    return {
      stores,
      describe: () => notes,
      gauges: () => {
        const { circuitBreaker, running, waiting } = upstream.state();
        return {
          circuit_breaker_open: circuitBreaker === 'closed' ? 0 : 1,
          upstream_running: running,
          upstream_waiting: waiting,
        };
      },
      async check(call: Call) {
        const finders = [...compiled.values()].map(({ finder }) => finder);
        if (check) await check.run({}, call);
        else await finders.find((finder) => finder !== undefined)?.probe(call);
        return [...compiled.values()].flatMap(({ findings }) => findings);
      },
      close: () => upstream.close(),
    };
  }
}

/** The options that are named for a resource type: those with a capital. */
function resourcesOf(options: RestOptions): readonly (readonly [string, ResourceOptions])[] {
  return Object.entries(options).filter((entry): entry is [string, ResourceOptions] => /^[A-Z]/.test(entry[0]));
}

function named<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
