// Fires once this process is told to end. Whoever has started something then stops it before the process goes.

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());

export const interrupted = controller.signal;
