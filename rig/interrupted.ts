// Was this process asked to end? The signal fires, and whoever started something stops it before the process exits.

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());

export const interrupted = controller.signal;
