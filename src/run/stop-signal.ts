// When does a run have to stop, and why?
import type { StopReason } from '../model/outcome.ts';
import type { Clock } from '../ports/ports.ts';

/** Fires at the deadline or when the run is cancelled, with a `StopReason`. */
export function stopSignal(cancel: AbortSignal, timeoutMs: number, clock: Clock): AbortSignal {
  const stop = new AbortController();
  const stopWhen = (signal: AbortSignal, reason: StopReason) => {
    if (signal.aborted) stop.abort(reason);
    else signal.addEventListener('abort', () => stop.abort(reason), { once: true });
  };
  stopWhen(cancel, 'cancelled');
  stopWhen(clock.after(timeoutMs), 'deadline');
  return stop.signal;
}
