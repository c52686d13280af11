// The settings of a chart that says nothing about them.
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
