// Which settings does a chart have that sets none?
import type { Settings } from '../../src/spec/spec.ts';

export const plainSettings: Settings = {
  createNamespace: true,
  timeoutMs: 300_000,
  wait: true,
  conflicts: 'fail',
  crds: 'install',
  adopt: false,
  forget: false,
  remove: false,
  allowFailure: false,
};
