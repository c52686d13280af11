// How far has a run got? One line for a terminal.

import type { Emit } from '../model/event.ts';
import type { Clock, Console } from '../ports/ports.ts';
import { formatDuration } from '../text/duration.ts';

/** Shows the line below the log while charts are in progress. */
export function withProgress(emit: Emit, console: Console, clock: Clock): Emit {
  const beganMs = new Map<string, number>();
  let [ended, planned] = [0, 0];
  const line = () => {
    const atWork = [...beganMs].map(([chart, begin]) => `${chart} ${formatDuration(clock.nowMs() - begin)}`);
    return `${ended} of ${planned} done · ${atWork.join(' · ')}`;
  };
  return (event) => {
    emit(event);
    if (event.type === 'charts-planned') planned = event.count;
    else if (event.type === 'chart-started') beganMs.set(event.chart, clock.nowMs());
    else if (event.type === 'chart-ended') {
      ended += 1;
      beganMs.delete(event.result.name);
    } else return;
    console.status(beganMs.size > 0 ? line : undefined);
  };
}
