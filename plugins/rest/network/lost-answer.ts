import { Unavailable } from 'scim-gateway/plugin';

/**
 * A request that must not be sent twice went out, and no whole answer came: the application may have done it or not.
 * Who asked has to look.
 */
export class LostAnswer extends Unavailable {}
