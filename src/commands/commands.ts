// Which commands are there, and what does each of them need? A new command is one file and one row here.

import type { ReadInvocation } from '../inputs/invocation.ts';
import type { Trigger } from '../inputs/trigger.ts';
import type { Result } from '../model/failure.ts';
import type { Ports } from '../ports/ports.ts';
import type { Session } from '../prepare/session.ts';
import type { SpecTarget } from '../render/target.ts';
import type { Conclusion } from '../report/conclusion.ts';
import { compare } from './compare.ts';
import { deploy } from './deploy.ts';
import { graph } from './graph.ts';
import { matrix } from './matrix.ts';
import { plan } from './plan.ts';
import { render } from './render.ts';
import { validate } from './validate.ts';

/** What a command adds to the conclusion of its run. */
export type CommandResult = Result<Omit<Conclusion, 'command' | 'spec' | 'environment'>>;

/** Needs nothing but the spec and the files of the workspace. */
export interface SpecCommand {
  readonly needs: 'spec';
  /** Also called for a spec with problems: the failures that it returns are reported with those problems. */
  readonly run: (target: SpecTarget, invocation: ReadInvocation, ports: Ports) => CommandResult;
}

/** Works on one environment, and possibly on its cluster. */
export interface EnvironmentCommand {
  readonly needs: 'environment' | 'cluster';
  readonly run: (session: Session, invocation: ReadInvocation, ports: Ports) => Promise<CommandResult>;
  /** The log is what was asked for: in a terminal, it goes to standard output. */
  readonly isLogAnswer?: true;
}

/** A command without a row is not implemented in this version. */
export const commandTable: Readonly<Partial<Record<Trigger['command'], SpecCommand | EnvironmentCommand>>> = {
  validate: { needs: 'spec', run: validate },
  matrix: { needs: 'spec', run: matrix },
  graph: { needs: 'spec', run: graph },
  render: { needs: 'environment', run: render },
  plan: { needs: 'cluster', run: planOrCompare, isLogAnswer: true },
  deploy: { needs: 'cluster', run: deploy },
};

/** `plan --against` compares two environments instead. */
function planOrCompare(session: Session, invocation: ReadInvocation, ports: Ports): Promise<CommandResult> {
  const { view } = invocation;
  return view?.command === 'plan' ? compare(session, view.against, ports) : plan(session, ports);
}
