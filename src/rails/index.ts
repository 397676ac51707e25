/** Limits on what a connector takes away within a time: `safety` of the config. */
export { createRails, type RailLimits } from './create-rails.js';
export { askRelease, openRailStore, type RailState, type RailStore, railFile, readRailState } from './rail-state.js';
