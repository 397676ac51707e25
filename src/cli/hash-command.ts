import type { CommandModule } from 'yargs';

/** `scim-gateway hash` */
export const hashCommand: CommandModule = {
  command: 'hash',
  describe: 'Make the hash of a password or token, which may stand in the config in its place',
  builder: (argv) =>
    argv
      .usage(
        '$0 hash\n\nAsks for a password, the value of a header or a bearer token, and prints its scrypt hash. What is piped in is\nhashed without asking, without its last line end. It is never an argument: others could see it.',
      )
      .example('$0 hash', 'Asks, and shows nothing of what is typed')
      .example('pass show okta | $0 hash', 'From a password store')
      .example('$0 hash < secrets/password > secrets/password.hash', 'For "${file:secrets/password.hash}"'),
  handler: async () => (await import('./run-hash.js')).runHash(),
};
